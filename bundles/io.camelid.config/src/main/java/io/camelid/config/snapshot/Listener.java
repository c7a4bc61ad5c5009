package io.camelid.config.snapshot;

import io.camelid.config.ObjectKey;
import io.camelid.spi.Secret;
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
    /** A certificate chain and its private key, both PEM. */
    public record Certificate(String chain, Secret key) {}

    public Listener {
        Objects.requireNonNull(gateway, "gateway");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hostname, "hostname");
        certificates = List.copyOf(certificates);
    }
}
