package io.camelid.format.gemini.internal;

import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.Places;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What Google's APIs have in common: errors look alike, and an answer that does not stream is one document. */
abstract class GeminiFormat implements Format {
    private final FormatDescription description;
    private final Places document;

    /** @param document where to look in an answer that is one document */
    GeminiFormat(FormatDescription description, Places document) {
        this.description = description;
        this.document = document;
    }

    @Override
    public final FormatDescription describe() {
        return description;
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return AnswerObserver.ofDocument(document);
    }

    @Override
    public final Document error(LlmError error) {
        return GeminiErrors.document(error);
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.empty();
    }

    @Override
    public final LlmError readError(int status, ByteBuffer body) {
        return GeminiErrors.read(status, body);
    }
}
