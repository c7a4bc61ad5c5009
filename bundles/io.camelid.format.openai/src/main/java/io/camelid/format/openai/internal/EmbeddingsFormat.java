package io.camelid.format.openai.internal;

import static java.util.Map.entry;

import io.camelid.format.json.RequestMembers;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** OpenAI embeddings. */
@Component(service = Format.class)
public final class EmbeddingsFormat extends OpenAiFormat {
    private static final Places DOCUMENT = new Places(Map.of(
            "data", Meaning.CONTENT,
            "model", Meaning.MODEL,
            "error", Meaning.ERROR,
            "error.message", Meaning.ERROR_MESSAGE,
            "usage.prompt_tokens", Meaning.INPUT));

    private final EmbeddingsCodec codec = new OpenAiEmbeddingsCodec();

    public EmbeddingsFormat() {
        super(
                new FormatDescription(
                        FormatId.EMBEDDINGS,
                        Operation.EMBEDDINGS,
                        "Embeddings",
                        List.of("/v1/embeddings", "/embeddings"),
                        List.of("POST"),
                        ""),
                RequestMembers.of(List.of(), List.of(entry("dimensions", "embeddings.dimension.count"))),
                DOCUMENT);
    }

    @Override
    public Optional<EmbeddingsCodec> embeddings() {
        return Optional.of(codec);
    }
}
