package io.camelid.format.bedrock.internal;

import io.camelid.format.json.JsonBody;
import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.Places;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestView;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/** What Bedrock's APIs have in common: the model stands in the path, a JSON object goes in, and errors look alike. */
abstract class BedrockFormat implements Format {
    private final FormatDescription description;
    private final Places document;

    /** @param document where to look in an answer that is one document */
    BedrockFormat(FormatDescription description, Places document) {
        this.description = description;
        this.document = document;
    }

    @Override
    public final FormatDescription describe() {
        return description;
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        return new BedrockRequest(
                ModelPath.model(path, description.pathSuffixes()), false, JsonBody.read(body, Set.of()));
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return AnswerObserver.ofDocument(document);
    }

    @Override
    public final Document error(LlmError error) {
        return BedrockErrors.document(error);
    }

    @Override
    public final LlmError readError(int status, ByteBuffer body) {
        return BedrockErrors.read(status, body);
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.empty();
    }
}
