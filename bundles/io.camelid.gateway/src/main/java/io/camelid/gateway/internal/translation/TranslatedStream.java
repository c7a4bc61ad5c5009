package io.camelid.gateway.internal.translation;

import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.Part;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Events in the upstream's format become events in the client's, one by one as they come. */
final class TranslatedStream implements Passage, Consumer<ChatEvent> {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final ChatCodec.StreamReader reader;
    private final ChatCodec.StreamWriter writer;

    private ByteBuffer written = NOTHING;
    private boolean contentSeen;
    private boolean complete;
    private LlmError error;
    private Usage usage = Usage.UNKNOWN;
    private String model = "";

    /**
     * @param readers makes the reader of the upstream's format from who takes its events
     */
    TranslatedStream(Function<Consumer<ChatEvent>, ChatCodec.StreamReader> readers, ChatCodec.StreamWriter writer) {
        this.reader = readers.apply(this);
        this.writer = writer;
    }

    @Override
    public void accept(ChatEvent event) {
        if (complete || error != null) {
            return;
        }
        note(event);
        ByteBuffer more = writer.write(event);
        if (!written.hasRemaining()) {
            written = more;
        } else if (more.hasRemaining()) {
            written = ByteBuffer.allocate(written.remaining() + more.remaining())
                    .put(written)
                    .put(more)
                    .flip();
        }
    }

    private void note(ChatEvent event) {
        if (event instanceof ChatEvent.PartDelta) {
            contentSeen = true;
        } else if (event instanceof ChatEvent.PartStarted started) {
            opened(started);
        } else if (event instanceof ChatEvent.Started started) {
            model = started.model();
        } else if (event instanceof ChatEvent.UsageReported reported) {
            usage = reported.usage();
        } else if (event instanceof ChatEvent.Finished) {
            contentSeen = true;
        } else if (event instanceof ChatEvent.Ended) {
            complete = true;
        } else if (event instanceof ChatEvent.Failed failed) {
            error = failed.error();
        }
    }

    /** The beginning of words or thoughts shows nothing yet. */
    private void opened(ChatEvent.PartStarted started) {
        contentSeen |= !(started.opening() instanceof Part.Text
                || started.opening() instanceof Part.Refusal
                || started.opening() instanceof Part.Reasoning);
    }

    @Override
    public ByteBuffer pass(ByteBuffer chunk) {
        reader.read(chunk);
        return taken();
    }

    @Override
    public ByteBuffer end() {
        reader.end();
        return taken();
    }

    private ByteBuffer taken() {
        ByteBuffer taken = written;
        written = NOTHING;
        return taken;
    }

    @Override
    public Optional<ByteBuffer> lastWords(LlmError why) {
        accept(new ChatEvent.Failed(why));
        return Optional.of(taken());
    }

    @Override
    public boolean isWholeOnly() {
        return false;
    }

    @Override
    public boolean contentSeen() {
        return contentSeen;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public Optional<LlmError> error() {
        return Optional.ofNullable(error);
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public Optional<String> model() {
        return Optional.of(model).filter(name -> !name.isEmpty());
    }
}
