package io.camelid.format.anthropic.internal;

import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.chat.TokenCountCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Anthropic's counting of a message's tokens. What it counts costs nothing, so it is no usage. */
@Component(service = Format.class)
public final class CountTokensFormat extends AnthropicFormat {
    private static final Places DOCUMENT = new Places(Map.of(
            "input_tokens", Meaning.CONTENT,
            "error", Meaning.ERROR,
            "error.message", Meaning.ERROR_MESSAGE));

    private final TokenCountCodec codec = new CountTokensCodec();

    public CountTokensFormat() {
        super(
                new FormatDescription(
                        FormatId.MESSAGES_COUNT_TOKENS,
                        Operation.COUNT_TOKENS,
                        "AnthropicTokenCount",
                        List.of("/v1/messages/count_tokens"),
                        List.of("POST"),
                        ""),
                DOCUMENT);
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        return MessagesRequest.read(body);
    }

    @Override
    public Optional<TokenCountCodec> tokenCount() {
        return Optional.of(codec);
    }
}
