package io.camelid.testkit.upstream;

import io.camelid.spi.HeaderField;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A request as a {@link FakeUpstream} received it.
 *
 * @param connection which connection it came on, counted from 0
 * @param method the HTTP method
 * @param target path and query as they stood on the wire
 * @param headers header fields in wire order
 * @param body the body, transfer coding removed
 */
public record UpstreamRequest(int connection, String method, String target, List<HeaderField> headers, byte[] body) {
    /** The path without the query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The first value of a header field. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .findFirst();
    }

    /** The body as UTF-8 text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
