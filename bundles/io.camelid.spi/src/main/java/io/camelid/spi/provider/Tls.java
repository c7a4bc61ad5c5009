package io.camelid.spi.provider;

import io.camelid.spi.Secret;
import java.util.List;
import java.util.Optional;

/**
 * How TLS to an upstream differs from the default, which is: the JVM's trust store, host names
 * verified, h2 or HTTP/1.1 by ALPN. Two upstreams with equal settings may share connections.
 *
 * @param verification what of the server's certificate is checked
 * @param trustedCertificates PEM certificates to trust instead of the JVM's
 * @param clientCertificate PEM certificate chain to present
 * @param clientKey PEM private key that belongs to it
 * @param serverName SNI to send instead of the host
 * @param subjectAltNames names of which the certificate must carry one, instead of the host
 * @param alpn protocols to offer, in order of preference; empty is the default
 */
public record Tls(
        Verification verification,
        Optional<String> trustedCertificates,
        Optional<String> clientCertificate,
        Optional<Secret> clientKey,
        Optional<String> serverName,
        List<String> subjectAltNames,
        List<String> alpn) {
    /** What is checked of a server's certificate. */
    public enum Verification {
        FULL,
        /** The chain, but not the name. */
        CHAIN_ONLY,
        /** Nothing: the operator said {@code insecureSkipVerify: All}. */
        NONE
    }

    /** Full verification against the JVM's trust store. */
    public static final Tls DEFAULT = new Tls(
            Verification.FULL,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());

    public Tls {
        subjectAltNames = List.copyOf(subjectAltNames);
        alpn = List.copyOf(alpn);
    }
}
