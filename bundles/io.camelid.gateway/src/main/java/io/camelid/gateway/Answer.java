package io.camelid.gateway;

import io.camelid.spi.HeaderField;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** A complete answer that the gateway makes itself. */
public record Answer(int status, List<HeaderField> headers, ByteBuffer body) {
    public Answer {
        headers = List.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }
}
