package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import io.camelid.config.internal.backend.Secrets;
import io.camelid.config.internal.backend.UnresolvedException;
import io.camelid.config.snapshot.Listener.Certificate;
import io.camelid.spi.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the certificates that listeners present from Secrets of type {@code kubernetes.io/tls}. */
final class Certificates {
    private static final Pattern PRIVATE_KEY = Pattern.compile(
            "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----.+-----END ([A-Z]+ )?PRIVATE KEY-----", Pattern.DOTALL);

    private final Secrets secrets;
    private final ReferenceGrants grants;

    Certificates(Secrets secrets, ReferenceGrants grants) {
        this.secrets = secrets;
        this.grants = grants;
    }

    /**
     * Reads what can be read.
     *
     * @param found takes the certificates
     * @return what is wrong with the first reference that does not lead to one
     */
    Optional<Flaw> read(ObjectKey gateway, List<ObjectKey> references, List<Certificate> found) {
        List<Flaw> flaws = new ArrayList<>();
        for (ObjectKey reference : references) {
            if (!reference.group().isEmpty() || !reference.kind().equals(Secrets.SECRET)) {
                flaws.add(new Flaw("InvalidCertificateRef", "certificateRef " + reference + " is no Secret"));
            } else if (!grants.permits(gateway, reference)) {
                flaws.add(new Flaw(
                        "RefNotPermitted",
                        "certificateRef " + reference.qualifiedName() + " not accessible to a Gateway in namespace \""
                                + gateway.namespace() + "\" (missing a ReferenceGrant?)"));
            } else {
                try {
                    found.add(certificate(reference));
                } catch (UnresolvedException | CertificateException unusable) {
                    flaws.add(new Flaw("InvalidCertificateRef", unusable.getMessage()));
                }
            }
        }
        return flaws.stream().findFirst();
    }

    private Certificate certificate(ObjectKey reference) throws UnresolvedException, CertificateException {
        Secrets.Values values = secrets.find(Secrets.SECRET, reference.namespace(), reference.name());
        String chain = values.required("tls.crt");
        String key = values.required("tls.key");
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(chain.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException broken) {
            throw new CertificateException(values.label() + ": tls.crt is no PEM certificate chain");
        }
        if (!PRIVATE_KEY.matcher(key).find()) {
            throw new CertificateException(values.label() + ": tls.key is no PEM private key");
        }
        return new Certificate(chain, Secret.of(key));
    }
}
