package io.camelid.shell.internal.chat;

import io.camelid.spi.HeaderField;
import java.net.URI;
import java.util.List;

/**
 * Where a chat reaches its backend the way every client does: through a listener of the gateway.
 *
 * @param uri of chat completions, with the hostname that the route wants
 * @param listenerHost the address to connect to, whatever the hostname resolves to
 * @param headers fields that the route wants
 */
public record ChatAddress(URI uri, String listenerHost, List<HeaderField> headers) {
    public ChatAddress {
        headers = List.copyOf(headers);
    }

    /** Whether the hostname is another than that of the address. */
    boolean isNamed() {
        return !uri.getHost().equals(listenerHost);
    }
}
