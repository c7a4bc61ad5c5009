package io.camelid.format.openai.internal;

import io.camelid.format.json.JsonBody;
import io.camelid.format.json.JsonRequest;
import io.camelid.format.json.RequestMembers;
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

/** What OpenAI's APIs have in common: a JSON object goes in, one comes out, and errors look alike. */
abstract class OpenAiFormat implements Format {
    private final FormatDescription description;
    private final RequestMembers members;
    private final Places document;

    /**
     * @param members what is looked at in requests
     * @param document where to look in an answer that is one document
     */
    OpenAiFormat(FormatDescription description, RequestMembers members, Places document) {
        this.description = description;
        this.members = members;
        this.document = document;
    }

    @Override
    public final FormatDescription describe() {
        return description;
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        return read(JsonBody.read(body, members.known()));
    }

    RequestView read(JsonBody body) throws LlmException {
        return new JsonRequest(body, members);
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return AnswerObserver.ofDocument(document);
    }

    @Override
    public final Document error(LlmError error) {
        return OpenAiErrors.document(error);
    }

    @Override
    public final LlmError readError(int status, ByteBuffer body) {
        return ErrorReader.read(status, body);
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.empty();
    }
}
