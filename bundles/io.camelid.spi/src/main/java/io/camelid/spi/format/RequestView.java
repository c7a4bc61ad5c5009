package io.camelid.spi.format;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** A request that has been read once. Immutable; safe to use again for every try. */
public interface RequestView {
    /** The model that the client asks for; empty text if it names none. */
    String model();

    /** Whether the client wants the answer as events. */
    boolean stream();

    /**
     * The sampling parameters that the client set, under their names of OpenTelemetry's GenAI
     * conventions ({@code temperature}, {@code max_tokens} …), for the access log and traces.
     */
    default Map<String, Object> parameters() {
        return Map.of();
    }

    /**
     * The body with some top-level members changed and every other byte as the client sent it. With
     * nothing to change it is the client's own buffer.
     */
    ByteBuffer body(List<RequestEdit> edits);
}
