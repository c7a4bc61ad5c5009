package io.camelid.format.openai.internal;

import static java.util.Map.entry;

import io.camelid.format.json.RequestMembers;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/**
 * Rerank as Cohere has it and OpenAI-compatible servers (Jina, vLLM, LiteLLM) have taken over. Cohere
 * counts tokens under {@code meta}, the others under {@code usage}, some only as a total.
 */
@Component(service = Format.class)
public final class RerankFormat extends OpenAiFormat {
    private static final Places DOCUMENT = new Places(Map.ofEntries(
            entry("results", Meaning.CONTENT),
            entry("model", Meaning.MODEL),
            entry("error", Meaning.ERROR),
            entry("error.message", Meaning.ERROR_MESSAGE),
            entry("usage.total_tokens", Meaning.INPUT),
            entry("usage.prompt_tokens", Meaning.INPUT),
            entry("meta.tokens.input_tokens", Meaning.INPUT)));

    public RerankFormat() {
        super(
                new FormatDescription(
                        FormatId.RERANK,
                        Operation.RERANK,
                        "Rerank",
                        List.of("/v1/rerank", "/v2/rerank", "/rerank"),
                        List.of("POST"),
                        ""),
                RequestMembers.of(List.of(), List.of()),
                DOCUMENT);
    }
}
