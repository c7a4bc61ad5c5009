package io.camelid.format.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.embedding.EmbeddingsRequest;
import io.camelid.spi.embedding.EmbeddingsResponse;
import io.camelid.spi.format.Format;
import io.camelid.testkit.FormatConformance;
import io.camelid.testkit.SampleRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VertexEmbeddingsFormatTest extends FormatConformance {
    private static final String PATH = "/v1/projects/p/locations/l/publishers/google/models/text-embedding-005:predict";
    private static final String REQUEST = "{\"instances\":[{\"content\":\"one\",\"task_type\":\"RETRIEVAL_QUERY\"},"
            + "{\"content\":\"two\",\"task_type\":\"RETRIEVAL_QUERY\"}],\"parameters\":{\"outputDimensionality\":2}}";
    private static final EmbeddingsRequest TWO = new EmbeddingsRequest(
            "text-embedding-005", List.of("one", "two"), OptionalInt.of(2), Optional.of("search_query"), false);

    private final EmbeddingsCodec codec =
            new VertexEmbeddingsFormat().embeddings().orElseThrow();

    @Override
    protected Format format() {
        return new VertexEmbeddingsFormat();
    }

    @Override
    protected boolean modelIsInBody() {
        return false;
    }

    @Override
    protected List<SampleRequest> requests() {
        return List.of(new SampleRequest(PATH, REQUEST));
    }

    @Test
    void requestsGoBothWays() throws LlmException {
        assertEquals(
                REQUEST,
                StandardCharsets.UTF_8
                        .decode(codec.writeRequest(TWO, new Losses()))
                        .toString());
        assertEquals(TWO, codec.readRequest(PATH, bytes(REQUEST), new Losses()));
    }

    @Test
    void readsVectorsAndCounts() throws LlmException {
        EmbeddingsResponse response = codec.readResponse(
                bytes(
                        "{\"predictions\":[{\"embeddings\":{\"statistics\":{\"truncated\":false,\"token_count\":3},"
                                + "\"values\":[0.5,-0.25]}},{\"embeddings\":{\"statistics\":{\"token_count\":4},\"values\":[1,0]}}]}"),
                TWO);
        assertArrayEquals(new float[] {0.5f, -0.25f}, response.vectors().get(0));
        assertArrayEquals(new float[] {1, 0}, response.vectors().get(1));
        assertEquals(7, response.usage().input());
        assertThrows(LlmException.class, () -> codec.readResponse(bytes("{\"predictions\":[]}"), TWO));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
