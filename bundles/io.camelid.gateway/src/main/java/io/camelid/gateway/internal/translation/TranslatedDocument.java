package io.camelid.gateway.internal.translation;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An answer that is one document is collected and translated as a whole. */
final class TranslatedDocument implements Passage {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** As much as the gateway takes of a request. */
    private static final int LIMIT = 32 * 1024 * 1024;

    /** What a document turned into. */
    record Translated(ByteBuffer bytes, Usage usage, String model) {}

    /** The translation. */
    @FunctionalInterface
    interface Step {
        /**
         * @throws LlmException when it is no answer of the upstream's format
         */
        Translated translate(ByteBuffer document) throws LlmException;
    }

    private final Step step;
    private HeldBytes collected = new HeldBytes();
    private Translated translated;
    private LlmError error;

    TranslatedDocument(Step step) {
        this.step = step;
    }

    @Override
    public ByteBuffer pass(ByteBuffer chunk) {
        if (error == null && collected.size() + chunk.remaining() > LIMIT) {
            collected = new HeldBytes();
            error = LlmError.of(
                    ErrorKind.UPSTREAM,
                    "upstream_unusable_answer",
                    "sent more than " + LIMIT + " bytes, which is too much to translate");
        }
        if (error == null) {
            collected.add(chunk);
        }
        return NOTHING;
    }

    @Override
    public ByteBuffer end() {
        if (error != null) {
            return NOTHING;
        }
        try {
            translated = step.translate(collected.bytes());
            return translated.bytes();
        } catch (LlmException e) {
            error = e.error();
            return NOTHING;
        } finally {
            collected = null;
        }
    }

    @Override
    public Optional<ByteBuffer> lastWords(LlmError why) {
        return Optional.empty();
    }

    @Override
    public boolean isWholeOnly() {
        return true;
    }

    @Override
    public boolean contentSeen() {
        return translated != null;
    }

    @Override
    public boolean complete() {
        return translated != null;
    }

    @Override
    public Optional<LlmError> error() {
        return Optional.ofNullable(error);
    }

    @Override
    public Usage usage() {
        return translated == null ? Usage.UNKNOWN : translated.usage();
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(translated).map(Translated::model).filter(name -> !name.isEmpty());
    }
}
