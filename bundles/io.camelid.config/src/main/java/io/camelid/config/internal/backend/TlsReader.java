package io.camelid.config.internal.backend;

import io.camelid.config.internal.backend.TlsSpec.TrustRef;
import io.camelid.config.internal.read.Fields;
import io.camelid.spi.provider.Tls.Verification;
import java.util.List;
import java.util.Optional;

/** {@code policies.tls} of dialect B. */
final class TlsReader {
    private TlsReader() {}

    static TlsSpec read(Fields tls) {
        Optional<String> skip = tls.choice("insecureSkipVerify", List.of("All", "Hostname"));
        Verification verification =
                switch (skip.orElse("")) {
                    case "All" -> Verification.NONE;
                    case "Hostname" -> Verification.CHAIN_ONLY;
                    default -> Verification.FULL;
                };
        List<TrustRef> trust = tls.objects("caCertificateRefs").stream()
                .map(TlsReader::trustRef)
                .toList();
        List<String> names = tls.texts("verifySubjectAltNames");
        if (verification == Verification.NONE && !trust.isEmpty()) {
            tls.refuse("insecureSkipVerify All and caCertificateRefs may not be set together");
        }
        if (skip.isPresent() && !names.isEmpty()) {
            tls.refuse("insecureSkipVerify and verifySubjectAltNames may not be set together");
        }
        TlsSpec spec = new TlsSpec(
                true, verification, trust, clientCertificate(tls), tls.text("sni"), names, tls.texts("alpnProtocols"));
        tls.withoutEffect("keyExchangeGroups");
        tls.unsupported("certificateSource");
        tls.warnOfUnread();
        return spec;
    }

    private static TrustRef trustRef(Fields reference) {
        TrustRef result = new TrustRef(
                reference.choice("kind", List.of("ConfigMap", "Secret")).orElse("ConfigMap"),
                reference.requiredText("name"));
        reference.accept(List.of("group"));
        reference.warnOfUnread();
        return result;
    }

    /** A reference, or a list with one. */
    private static Optional<String> clientCertificate(Fields tls) {
        if (tls.value("mtlsCertificateRef").orElse("") instanceof List<?> list) {
            if (list.size() != 1) {
                tls.refuse("mtlsCertificateRef", "must have exactly 1 item");
            }
            return tls.objects("mtlsCertificateRef").stream()
                    .findFirst()
                    .map(reference -> reference.requiredText("name"));
        }
        return tls.object("mtlsCertificateRef").map(reference -> reference.requiredText("name"));
    }
}
