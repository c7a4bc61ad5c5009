package io.camelid.format.gemini.internal;

import static java.util.Map.entry;

import io.camelid.format.json.JsonBody;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Vertex AI's text embeddings: {@code :predict} of an embedding model. */
@Component(service = Format.class)
public final class VertexEmbeddingsFormat extends GeminiFormat {
    private final VertexEmbeddingsCodec codec = new VertexEmbeddingsCodec();

    public VertexEmbeddingsFormat() {
        super(
                new FormatDescription(
                        FormatId.VERTEX_EMBEDDINGS,
                        Operation.EMBEDDINGS,
                        "VertexEmbeddings",
                        List.of(":predict"),
                        List.of("POST"),
                        ""),
                new Places(Map.ofEntries(
                        entry("predictions.embeddings", Meaning.CONTENT),
                        entry("predictions.embeddings.statistics.token_count", Meaning.INPUT),
                        entry("error", Meaning.ERROR),
                        entry("error.message", Meaning.ERROR_MESSAGE))));
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        return new GenerateContentRequest(GeminiPath.read(path).model(), false, body, JsonBody.read(body, Set.of()));
    }

    @Override
    public Optional<EmbeddingsCodec> embeddings() {
        return Optional.of(codec);
    }
}
