package io.camelid.gateway.internal.translation;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.format.Format;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A chat in the client's format, held with an upstream that has another. */
final class ChatTranslation implements Translation {
    private final ChatCodec client;
    private final ChatCodec upstream;
    private final Format upstreamFormat;
    private final ChatRequest request;
    private final Reply reply;
    private final Losses losses;
    private final ByteBuffer body;

    /**
     * @param asked the client's request, with the model that the upstream is to be asked for
     * @throws LlmException when the upstream's format cannot carry it
     */
    ChatTranslation(ChatCodec client, ChatCodec upstream, Format upstreamFormat, Reply asked, Losses losses)
            throws LlmException {
        this.client = client;
        this.upstream = upstream;
        this.upstreamFormat = upstreamFormat;
        this.request = asked.request();
        this.reply = asked;
        this.losses = losses;
        this.body = upstream.writeRequest(request, losses);
    }

    @Override
    public ByteBuffer body() {
        return body;
    }

    @Override
    public Losses losses() {
        return losses;
    }

    @Override
    public String accepts() {
        return request.stream() ? upstream.streamType() : JsonTranslation.JSON;
    }

    @Override
    public Optional<Passage> answer(boolean events) {
        if (!events) {
            return Optional.of(new TranslatedDocument(request.stream() ? this::asStream : this::asDocument));
        }
        return request.stream()
                ? Optional.of(new TranslatedStream(sink -> upstream.reader(request, sink), client.writer(reply)))
                : Optional.empty();
    }

    private TranslatedDocument.Translated asDocument(ByteBuffer document) throws LlmException {
        ChatResponse response = read(document);
        return new TranslatedDocument.Translated(
                client.writeResponse(response, reply), response.usage(), response.model());
    }

    /** Some servers answer in one piece whatever they are asked. */
    private TranslatedDocument.Translated asStream(ByteBuffer document) throws LlmException {
        ChatResponse response = read(document);
        ChatCodec.StreamWriter writer = client.writer(reply);
        HeldBytes stream = new HeldBytes();
        response.replay(event -> stream.add(writer.write(event)));
        return new TranslatedDocument.Translated(stream.bytes(), response.usage(), response.model());
    }

    private ChatResponse read(ByteBuffer document) throws LlmException {
        return upstream.readResponse(document, request);
    }

    @Override
    public String contentType() {
        return request.stream() ? client.streamType() : JsonTranslation.JSON;
    }

    @Override
    public LlmError refusal(int status, ByteBuffer said) {
        return upstreamFormat.readError(status, said);
    }
}
