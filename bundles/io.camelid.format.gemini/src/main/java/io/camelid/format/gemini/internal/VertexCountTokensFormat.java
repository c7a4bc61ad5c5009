package io.camelid.format.gemini.internal;

import io.camelid.format.json.JsonBody;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * {@code :countTokens} as Vertex AI has it, for translation only: a client's path does not tell it from the Gemini API's,
 * and what both take is passed through as that.
 */
@Component(service = Format.class)
public final class VertexCountTokensFormat extends GeminiFormat {
    private final CountTokensCodec codec = CountTokensCodec.ofVertexAi();

    public VertexCountTokensFormat() {
        super(
                new FormatDescription(
                        FormatId.VERTEX_COUNT_TOKENS,
                        Operation.COUNT_TOKENS,
                        "VertexCountTokens",
                        List.of(),
                        List.of("POST"),
                        "contents"),
                CountTokensFormat.places());
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        return new GenerateContentRequest(GeminiPath.read(path).model(), false, body, JsonBody.read(body, Set.of()));
    }

    @Override
    public Optional<TokenCountCodec> tokenCount() {
        return Optional.of(codec);
    }
}
