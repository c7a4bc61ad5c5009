package io.camelid.format.sse;

import java.nio.ByteBuffer;

/**
 * A whole event.
 *
 * @param type its {@code event} field, or empty text
 * @param data readable from its position; valid only while the event is being handled
 */
public record SseEvent(String type, ByteBuffer data) {}
