package io.camelid.config.internal.backend;

import io.camelid.config.internal.read.Fields;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Tls;
import java.util.Optional;
import java.util.regex.Pattern;

/** A host with its port, as a manifest names it. */
record HostPort(String host, int port) {
    private static final int HTTPS = 443;
    /** A DNS name, an IPv4 or an IPv6 literal: nothing that could be read as more than a host. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})|[0-9A-Fa-f:.]{2,45}");

    /** {@code host} and {@code port}, of which both or neither must be there. */
    static Optional<HostPort> read(Fields fields) {
        Optional<String> host = fields.text("host").flatMap(text -> host(fields, text));
        Optional<Integer> port = fields.integer("port", 1, 65535);
        if (fields.isGiven("host") != fields.has("port")) {
            fields.refuse("both host and port must be set together");
        }
        return host.isPresent() && port.isPresent()
                ? Optional.of(new HostPort(host.get(), port.get()))
                : Optional.empty();
    }

    private static Optional<String> host(Fields fields, String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!HOST.matcher(bare).matches()) {
            fields.refuse("host", "must be a host name or an IP address, without scheme, port or path");
            return Optional.empty();
        }
        return Optional.of(bare);
    }

    /** Plaintext, unless the port is HTTPS' own or the manifest asks for TLS. */
    Address address(Optional<Tls> tls) {
        return new Address(host, port, tls.or(() -> port == HTTPS ? Optional.of(Tls.DEFAULT) : Optional.empty()));
    }
}
