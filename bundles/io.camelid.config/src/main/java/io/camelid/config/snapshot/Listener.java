package io.camelid.config.snapshot;

import io.camelid.config.ObjectKey;
import io.camelid.spi.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A listener of a Gateway. Several may share a port when their hostnames differ.
 *
 * @param gateway the Gateway object, or the one that is implied
 * @param hostname exact, or {@code *.example.com}; empty is any
 * @param certificates what the listener presents; none makes it plaintext
 */
public record Listener(
        ObjectKey gateway, String name, int port, Optional<String> hostname, List<Certificate> certificates) {
    /**
     * A certificate chain and its private key, both PEM, which fit each other.
     *
     * @param names the hosts that the certificate is for, lower-case, {@code *.example.com} among them
     * @param expires when the certificate ends to be valid; it is presented all the same
     */
    public record Certificate(String chain, Secret key, List<String> names, Instant expires) {
        public Certificate {
            Objects.requireNonNull(chain, "chain");
            Objects.requireNonNull(key, "key");
            names = List.copyOf(names);
            Objects.requireNonNull(expires, "expires");
        }
    }

    public Listener {
        Objects.requireNonNull(gateway, "gateway");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hostname, "hostname");
        certificates = List.copyOf(certificates);
    }

    /** Whether clients speak TLS on it. */
    public boolean isSecure() {
        return !certificates.isEmpty();
    }
}
