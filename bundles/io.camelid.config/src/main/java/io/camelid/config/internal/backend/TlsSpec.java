package io.camelid.config.internal.backend;

import io.camelid.spi.provider.Tls.Verification;
import java.util.List;
import java.util.Optional;

/**
 * How to secure the connection to an upstream, with references still to be resolved.
 *
 * @param present whether the manifest asks for TLS at all
 * @param clientCertificate a Secret with {@code tls.crt} and {@code tls.key}
 */
record TlsSpec(
        boolean present,
        Verification verification,
        List<TrustRef> trust,
        Optional<String> clientCertificate,
        Optional<String> serverName,
        List<String> subjectAltNames,
        List<String> alpn) {
    /** A ConfigMap or Secret with {@code ca.crt}. */
    record TrustRef(String kind, String name) {}

    /** The manifest says nothing. */
    static final TlsSpec NONE =
            new TlsSpec(false, Verification.FULL, List.of(), Optional.empty(), Optional.empty(), List.of(), List.of());

    /** TLS as usual, but for what is verified. */
    static TlsSpec verifying(Verification verification) {
        return new TlsSpec(true, verification, List.of(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }
}
