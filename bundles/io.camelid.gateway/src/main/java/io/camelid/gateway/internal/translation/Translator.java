package io.camelid.gateway.internal.translation;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.embedding.EmbeddingsRequest;
import io.camelid.spi.embedding.EmbeddingsResponse;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Turns requests of one format into requests of another that has the same operation.
 *
 * @param client the client's format
 * @param upstream the upstream's
 */
public record Translator(Format client, Format upstream) {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 24;

    /** Whether there is a way from one to the other. */
    public boolean isPossible() {
        return switch (client.describe().operation()) {
            case CHAT -> client.chat().isPresent() && upstream.chat().isPresent();
            case EMBEDDINGS ->
                client.embeddings().isPresent() && upstream.embeddings().isPresent();
            case COUNT_TOKENS ->
                client.tokenCount().isPresent() && upstream.tokenCount().isPresent();
            case MODELS -> true;
            case RERANK, OTHER -> false;
        };
    }

    /**
     * @param path the client's
     * @param body the client's, as the upstream would get it if it spoke the same format
     * @param model that the upstream is to be asked for
     * @throws LlmException when the request is none of the client's format, or the upstream's cannot carry it
     */
    public Translation translate(String path, ByteBuffer body, String model) throws LlmException {
        return switch (client.describe().operation()) {
            case CHAT -> chat(path, body, model);
            case EMBEDDINGS -> embeddings(path, body, model);
            case COUNT_TOKENS -> tokenCount(path, body, model);
            case MODELS -> models();
            case RERANK, OTHER -> throw new IllegalStateException("asked although impossible");
        };
    }

    private Translation chat(String path, ByteBuffer body, String model) throws LlmException {
        Losses losses = new Losses();
        ChatCodec codec = client.chat().orElseThrow();
        ChatRequest request =
                codec.readRequest(path, body, losses).toBuilder().model(model).build();
        Conversation.check(request);
        Reply reply = new Reply(request, Instant.now(), Translator::id);
        return new ChatTranslation(codec, upstream.chat().orElseThrow(), upstream, reply, losses);
    }

    private Translation tokenCount(String path, ByteBuffer body, String model) throws LlmException {
        Losses losses = new Losses();
        TokenCountCodec from = client.tokenCount().orElseThrow();
        TokenCountCodec to = upstream.tokenCount().orElseThrow();
        ChatRequest request =
                from.readRequest(path, body, losses).toBuilder().model(model).build();
        Conversation.check(request);
        return new JsonTranslation(to.writeRequest(request, losses), losses, upstream, document -> {
            long count = to.readResponse(document);
            return new TranslatedDocument.Translated(from.writeResponse(count), Usage.UNKNOWN, "");
        });
    }

    private Translation embeddings(String path, ByteBuffer body, String model) throws LlmException {
        Losses losses = new Losses();
        EmbeddingsCodec from = client.embeddings().orElseThrow();
        EmbeddingsCodec to = upstream.embeddings().orElseThrow();
        EmbeddingsRequest request = from.readRequest(path, body, losses).withModel(model);
        return new JsonTranslation(to.writeRequest(request, losses), losses, upstream, document -> {
            EmbeddingsResponse response = to.readResponse(document, request);
            return new TranslatedDocument.Translated(
                    from.writeResponse(response, request), response.usage(), response.model());
        });
    }

    private Translation models() {
        return new JsonTranslation(ByteBuffer.allocate(0), new Losses(), upstream, document -> {
            List<String> models = upstream.readModels(document).orElseThrow(Translator::noModels);
            Document list = client.models(models).orElseThrow(Translator::noModels);
            return new TranslatedDocument.Translated(list.bytes(), Usage.UNKNOWN, "");
        });
    }

    private static LlmException noModels() {
        return new LlmException(
                LlmError.of(ErrorKind.UPSTREAM, "upstream_unusable_answer", "sent a body that is no list of models"));
    }

    /** A name for what a provider has not named; it need not be hard to guess. */
    private static String id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
