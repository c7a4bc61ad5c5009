package io.camelid.format.bedrock.internal;

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

/**
 * Amazon Titan's text embeddings by InvokeModel. {@code /invoke} says nothing about the shape of the body, so no path is
 * recognised as this format; it is what the provider speaks.
 */
@Component(service = Format.class)
public final class TitanEmbeddingsFormat extends BedrockFormat {
    private final EmbeddingsCodec codec = new TitanCodec();

    public TitanEmbeddingsFormat() {
        super(
                new FormatDescription(
                        FormatId.TITAN_EMBEDDINGS,
                        Operation.EMBEDDINGS,
                        "TitanEmbeddings",
                        List.of(),
                        List.of("POST"),
                        ""),
                new Places(Map.of(
                        "embedding", Meaning.CONTENT,
                        "inputTextTokenCount", Meaning.INPUT,
                        "message", Meaning.ERROR_MESSAGE)));
    }

    @Override
    public Optional<EmbeddingsCodec> embeddings() {
        return Optional.of(codec);
    }
}
