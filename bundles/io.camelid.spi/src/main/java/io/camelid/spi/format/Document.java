package io.camelid.spi.format;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A complete message body.
 *
 * @param contentType value for {@code Content-Type}
 * @param bytes readable from its position; read-only to everyone but its maker
 */
public record Document(String contentType, ByteBuffer bytes) {
    public Document {
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(bytes, "bytes");
    }
}
