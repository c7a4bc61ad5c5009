package io.camelid.format.sse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Gathers the pieces of each event, up to a limit, for those who need it whole. An event over the limit
 * is left out and counted. For one stream; not thread-safe.
 */
public final class SseEventBuffer implements SseHandler {
    private static final int INITIAL = 512;

    private final int limit;
    private final Consumer<SseEvent> consumer;
    private byte[] data = new byte[INITIAL];
    private int length;
    private boolean tooLarge;
    private long skipped;

    /** @param limit how many bytes of data an event may have */
    public SseEventBuffer(int limit, Consumer<SseEvent> consumer) {
        this.limit = limit;
        this.consumer = consumer;
    }

    /** How many events were over the limit. */
    public long skipped() {
        return skipped;
    }

    @Override
    public void data(byte[] bytes, int from, int to) {
        if (tooLarge || to - from > limit - length) {
            tooLarge = true;
            data = new byte[INITIAL];
            length = 0;
            return;
        }
        if (data.length - length < to - from) {
            data = Arrays.copyOf(data, Math.max(length + to - from, Math.min(limit, 2 * data.length)));
        }
        System.arraycopy(bytes, from, data, length, to - from);
        length += to - from;
    }

    @Override
    public void dispatch(String type) {
        if (tooLarge) {
            skipped++;
        } else {
            consumer.accept(new SseEvent(type, ByteBuffer.wrap(data, 0, length)));
        }
        tooLarge = false;
        length = 0;
    }
}
