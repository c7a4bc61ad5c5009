package io.camelid.spi.provider;

import io.camelid.spi.HeaderField;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * An answer made inside the process.
 *
 * @param status the HTTP status
 * @param headers header fields, {@code Content-Type} among them
 * @param body the content, one item per piece that should reach the client at once; honours demand;
 *     {@code onError} is a connection that breaks
 */
public record LocalAnswer(int status, List<HeaderField> headers, Flow.Publisher<ByteBuffer> body) {
    public LocalAnswer {
        headers = List.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }
}
