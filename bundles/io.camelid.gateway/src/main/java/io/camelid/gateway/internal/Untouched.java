package io.camelid.gateway.internal;

import io.camelid.gateway.internal.translation.Passage;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Client and upstream speak one format: the bytes go as they are, and are read along. */
final class Untouched implements Passage {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Format format;
    private final ResponseObserver observer;

    /**
     * @param events whether the answer comes as events
     */
    Untouched(Format format, boolean events) {
        this.format = format;
        this.observer = format.observe(events);
    }

    @Override
    public ByteBuffer pass(ByteBuffer chunk) {
        observer.observe(chunk.slice());
        return chunk;
    }

    @Override
    public ByteBuffer end() {
        return NOTHING;
    }

    @Override
    public Optional<ByteBuffer> lastWords(LlmError why) {
        return format.streamError(why);
    }

    @Override
    public boolean isWholeOnly() {
        return false;
    }

    @Override
    public boolean contentSeen() {
        return observer.contentSeen();
    }

    @Override
    public boolean complete() {
        return observer.complete();
    }

    @Override
    public Optional<LlmError> error() {
        return observer.error()
                .map(said -> LlmError.of(
                        ErrorKind.UPSTREAM, "upstream_unusable_answer", "sent an error: " + Shown.text(said)));
    }

    @Override
    public Usage usage() {
        return observer.usage();
    }

    @Override
    public Optional<String> model() {
        return observer.model();
    }
}
