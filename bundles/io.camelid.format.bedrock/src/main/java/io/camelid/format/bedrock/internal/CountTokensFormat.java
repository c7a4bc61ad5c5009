package io.camelid.format.bedrock.internal;

import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Bedrock's CountTokens. */
@Component(service = Format.class)
public final class CountTokensFormat extends BedrockFormat {
    static final String COUNT_TOKENS = "/count-tokens";

    private final TokenCountCodec codec = new CountTokensCodec();

    public CountTokensFormat() {
        super(
                new FormatDescription(
                        FormatId.BEDROCK_COUNT_TOKENS,
                        Operation.COUNT_TOKENS,
                        "BedrockTokenCount",
                        List.of(COUNT_TOKENS),
                        List.of("POST"),
                        ""),
                new Places(Map.of("inputTokens", Meaning.CONTENT, "message", Meaning.ERROR_MESSAGE)));
    }

    @Override
    public Optional<TokenCountCodec> tokenCount() {
        return Optional.of(codec);
    }
}
