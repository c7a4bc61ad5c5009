package io.camelid.format.anthropic.internal;

import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.Places;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What Anthropic's APIs have in common: errors look alike, and an answer that is no stream is one document. */
abstract class AnthropicFormat implements Format {
    private final FormatDescription description;
    private final Places document;

    /** @param document where to look in an answer that is one document */
    AnthropicFormat(FormatDescription description, Places document) {
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
        return AnthropicErrors.document(error);
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.empty();
    }

    @Override
    public final LlmError readError(int status, ByteBuffer body) {
        return AnthropicErrors.ofAnswer(status, body);
    }

    /** Others have an {@code error} member too; the word beside it is Anthropic's. */
    @Override
    public final boolean isError(ByteBuffer body) {
        return JsonTree.find(body)
                .filter(answer -> answer.path("type").asText().equals("error")
                        && answer.path("error").path("message").isTextual())
                .isPresent();
    }
}
