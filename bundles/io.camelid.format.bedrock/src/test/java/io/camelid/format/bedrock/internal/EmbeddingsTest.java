package io.camelid.format.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.embedding.EmbeddingsRequest;
import io.camelid.spi.embedding.EmbeddingsResponse;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
    private final EmbeddingsCodec titan =
            new TitanEmbeddingsFormat().embeddings().orElseThrow();
    private final EmbeddingsCodec cohere =
            new CohereEmbeddingsFormat().embeddings().orElseThrow();
    private final Losses losses = new Losses();

    private static EmbeddingsRequest request(String model, int dimensions, String... inputs) {
        return new EmbeddingsRequest(
                model,
                List.of(inputs),
                dimensions == 0 ? OptionalInt.empty() : OptionalInt.of(dimensions),
                Optional.empty(),
                false);
    }

    @Test
    void titanTakesOneText() throws LlmException {
        EmbeddingsRequest one = request("amazon.titan-embed-text-v2:0", 256, "hé");
        assertEquals("{\"inputText\":\"hé\",\"dimensions\":256}", text(titan.writeRequest(one, losses)));
        assertTrue(losses.isEmpty());
        LlmException refused = assertThrows(
                LlmException.class,
                () -> titan.writeRequest(request("amazon.titan-embed-text-v2:0", 0, "a", "b"), losses));
        assertEquals(ErrorKind.INVALID_REQUEST, refused.error().kind());
        assertEquals("unsupported_content", refused.error().code());
    }

    @Test
    void titansFirstVersionHasOneLength() throws LlmException {
        EmbeddingsRequest first = request("amazon.titan-embed-text-v1", 256, "a");
        assertEquals("{\"inputText\":\"a\"}", text(titan.writeRequest(first, losses)));
        assertEquals("dimensions", losses.toString());
    }

    @Test
    void titanAnswers() throws LlmException {
        EmbeddingsRequest request = request("m", 0, "a");
        EmbeddingsResponse response = titan.readResponse(
                buffer(
                        "{\"embedding\":[0.5,-1,2e-3],\"embeddingsByType\":{\"float\":[0.5]},\"inputTextTokenCount\":3}"),
                request);
        assertArrayEquals(new float[] {0.5f, -1, 0.002f}, response.vectors().get(0));
        assertEquals(new Usage(3, -1, -1, -1, -1), response.usage());
        assertEquals("m", response.model());
        EmbeddingsResponse again = titan.readResponse(titan.writeResponse(response, request), request);
        assertArrayEquals(response.vectors().get(0), again.vectors().get(0));
        assertEquals(
                request("", 256, "x"),
                titan.readRequest("", titan.writeRequest(request("", 256, "x"), losses), losses));
    }

    @Test
    void cohereTakesManyTexts() throws LlmException {
        EmbeddingsRequest request = request("cohere.embed-multilingual-v3", 512, "a", "b");
        assertEquals(
                "{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_query\",\"embedding_types\":[\"float\"]}",
                text(cohere.writeRequest(request, losses)));
        assertEquals("dimensions", losses.toString());
        EmbeddingsRequest fourth = new EmbeddingsRequest(
                "us.cohere.embed-v4:0", List.of("a"), OptionalInt.of(512), Optional.of("clustering"), false);
        assertEquals(
                "{\"texts\":[\"a\"],\"input_type\":\"clustering\",\"embedding_types\":[\"float\"],\"output_dimension\":512}",
                text(cohere.writeRequest(fourth, losses)));
        assertEquals(fourth.withModel(""), cohere.readRequest("", cohere.writeRequest(fourth, losses), losses));
    }

    @Test
    void cohereAnswersInTwoShapes() throws LlmException {
        EmbeddingsRequest request = request("m", 0, "a", "b");
        for (String body : List.of(
                "{\"embeddings\":[[1,2],[3,4]],\"id\":\"x\",\"response_type\":\"embeddings_floats\",\"texts\":[\"a\",\"b\"]}",
                "{\"embeddings\":{\"float\":[[1,2],[3,4]]},\"id\":\"x\",\"response_type\":\"embeddings_by_type\"}")) {
            EmbeddingsResponse response = cohere.readResponse(buffer(body), request);
            assertArrayEquals(new float[] {3, 4}, response.vectors().get(1));
            EmbeddingsResponse again = cohere.readResponse(cohere.writeResponse(response, request), request);
            assertArrayEquals(new float[] {1, 2}, again.vectors().get(0));
        }
    }

    @Test
    void unusableAnswersAreTheProvidersFault() {
        for (String body : List.of("", "{}", "[]", "{\"embedding\":[\"a\"]}", "{\"embeddings\":[[1]]}")) {
            for (EmbeddingsCodec codec : List.of(titan, cohere)) {
                LlmException refused = assertThrows(
                        LlmException.class, () -> codec.readResponse(buffer(body), request("m", 0, "a", "b")));
                assertEquals(ErrorKind.UPSTREAM, refused.error().kind());
            }
        }
    }

    @Test
    void observesUsage() {
        ResponseObserver observer = new TitanEmbeddingsFormat().observe(false);
        observer.observe(buffer("{\"embedding\":[1],\"inputTextTokenCount\":3}"));
        assertEquals(3, observer.usage().input());
        assertTrue(observer.complete());
    }

    private static ByteBuffer buffer(String json) {
        return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer json) {
        return StandardCharsets.UTF_8.decode(json).toString();
    }
}
