package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import io.camelid.config.internal.backend.Secrets;
import io.camelid.config.internal.backend.UnresolvedException;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.snapshot.Listener.Certificate;
import io.camelid.config.tls.CertificateNames;
import io.camelid.config.tls.Pem;
import io.camelid.spi.Secret;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the certificates that listeners present from Secrets of type {@code kubernetes.io/tls}. One that
 * has expired is presented all the same, as clients say best what they think of it.
 */
final class Certificates {
    private static final String CHAIN = "tls.crt";
    private static final String KEY = "tls.key";
    /** By algorithm of the key: what tells whether the halves of a pair fit. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private static final byte[] PROBE = {1};

    private final Secrets secrets;
    private final ReferenceGrants grants;
    private final Instant now;

    Certificates(Secrets secrets, ReferenceGrants grants, Instant now) {
        this.secrets = secrets;
        this.grants = grants;
        this.now = now;
    }

    /**
     * Reads what can be read.
     *
     * @param findings takes warnings
     * @param found takes the certificates
     * @return what is wrong with the references that do not lead to one
     */
    Optional<Flaw> read(ObjectKey gateway, ListenerSpec listener, Findings findings, List<Certificate> found) {
        List<Flaw> flaws = new ArrayList<>();
        for (ObjectKey reference : listener.certificates()) {
            if (!reference.group().isEmpty() || !reference.kind().equals(Secrets.SECRET)) {
                flaws.add(new Flaw("InvalidCertificateRef", "certificateRef " + reference + " is no Secret"));
            } else if (!grants.permits(gateway, reference)) {
                flaws.add(new Flaw(
                        "RefNotPermitted",
                        "certificateRef " + reference.qualifiedName() + " not accessible to a Gateway in namespace \""
                                + gateway.namespace() + "\" (missing a ReferenceGrant?)"));
            } else {
                try {
                    found.add(certificate(reference, listener, findings));
                } catch (UnresolvedException | CertificateException unusable) {
                    flaws.add(new Flaw("InvalidCertificateRef", unusable.getMessage()));
                }
            }
        }
        return flaws.stream()
                .reduce((first, next) -> new Flaw(first.reason(), first.message() + "; " + next.message()));
    }

    private Certificate certificate(ObjectKey reference, ListenerSpec listener, Findings findings)
            throws UnresolvedException, CertificateException {
        Secrets.Values values = secrets.find(Secrets.SECRET, reference.namespace(), reference.name());
        String chain = values.required(CHAIN);
        String key = values.required(KEY);
        X509Certificate leaf;
        List<String> names;
        try {
            leaf = Pem.certificates(chain).get(0);
            names = CertificateNames.of(leaf);
        } catch (GeneralSecurityException broken) {
            throw new CertificateException(values.label() + ": " + CHAIN + " is no PEM certificate chain");
        }
        checkPair(leaf.getPublicKey(), privateKey(key, values.label()), values.label());
        warn(leaf, names, values.label(), listener, findings);
        return new Certificate(chain, Secret.of(key), names, leaf.getNotAfter().toInstant());
    }

    private static PrivateKey privateKey(String pem, String label) throws CertificateException {
        try {
            return Pem.privateKey(pem);
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new CertificateException(label + ": " + KEY + " is no unencrypted PEM private key");
        }
    }

    private static void checkPair(PublicKey certified, PrivateKey key, String label) throws CertificateException {
        String algorithm = SIGNATURES.get(certified.getAlgorithm());
        if (algorithm == null) {
            throw new CertificateException(label + ": " + CHAIN + " has a key of type " + certified.getAlgorithm()
                    + "; only RSA and EC are supported");
        }
        boolean fits = false;
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            fits = signature.verify(signed);
        } catch (GeneralSecurityException ofAnotherKind) {
            // Then it does not fit either.
        }
        if (!fits) {
            throw new CertificateException(label + ": " + KEY + " is not the key of the first certificate in " + CHAIN);
        }
    }

    private void warn(
            X509Certificate leaf, List<String> names, String label, ListenerSpec listener, Findings findings) {
        String subject = "listener " + listener.name() + ": the certificate in " + label;
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            findings.warn("", subject + " has expired: " + leaf.getNotAfter().toInstant());
        } else if (now.isBefore(leaf.getNotBefore().toInstant())) {
            findings.warn(
                    "", subject + " is not valid before " + leaf.getNotBefore().toInstant());
        }
        listener.hostname()
                .filter(hostname -> !CertificateNames.cover(names, hostname))
                .ifPresent(hostname -> findings.warn("", subject + " is not for " + hostname + " but for " + names));
    }
}
