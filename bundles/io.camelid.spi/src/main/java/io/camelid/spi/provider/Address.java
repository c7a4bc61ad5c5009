package io.camelid.spi.provider;

import java.util.Objects;
import java.util.Optional;

/**
 * A server to connect to.
 *
 * @param host DNS name or IP literal (IPv6 without brackets)
 * @param port 1 to 65535
 * @param tls how to secure the connection; empty is plaintext
 */
public record Address(String host, int port, Optional<Tls> tls) {
    public Address {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not an address: " + host + ":" + port);
        }
    }

    /** The usual home of a public API: port 443 with default TLS. */
    public static Address https(String host) {
        return new Address(host, 443, Optional.of(Tls.DEFAULT));
    }

    public static Address plaintext(String host, int port) {
        return new Address(host, port, Optional.empty());
    }

    /** What goes into the {@code Host} field: the port only where it is not the scheme's own. */
    public String authority() {
        String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls.isPresent() ? 443 : 80) ? literal : literal + ":" + port;
    }
}
