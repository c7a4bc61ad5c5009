package io.camelid.format.gemini.internal;

import static java.util.Map.entry;

import io.camelid.format.json.JsonBody;
import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestView;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Gemini's {@code :generateContent} and {@code :streamGenerateContent}, at the Gemini API and at Vertex AI. */
@Component(service = Format.class)
public final class GenerateContentFormat extends GeminiFormat {
    static final String WHOLE = "generateContent";
    static final String STREAM = "streamGenerateContent";

    private static final String CONTENTS = "contents";

    private static final Map<String, Meaning> EVERY_DOCUMENT = Map.ofEntries(
            entry("usageMetadata.promptTokenCount", Meaning.INPUT),
            entry("usageMetadata.toolUsePromptTokenCount", Meaning.INPUT_APART),
            entry("usageMetadata.candidatesTokenCount", Meaning.OUTPUT_BESIDE_REASONING),
            entry("usageMetadata.thoughtsTokenCount", Meaning.REASONING),
            entry("usageMetadata.cachedContentTokenCount", Meaning.CACHE_READ),
            entry("error", Meaning.ERROR),
            entry("error.message", Meaning.ERROR_MESSAGE));

    private static final Map<String, Meaning> ENDINGS = Map.of(
            "candidates.finishReason", Meaning.FINISH_REASON,
            "promptFeedback.blockReason", Meaning.FINISH_REASON);

    private static final Places AFTER_CONTENT = with(ENDINGS, Map.of());

    // The model is on every event and need not be read again.
    private static final Places BEFORE_CONTENT = with(
            ENDINGS,
            Map.of(
                    "modelVersion", Meaning.MODEL,
                    "candidates.content.parts.text", Meaning.CONTENT,
                    "candidates.content.parts.functionCall", Meaning.CONTENT,
                    "candidates.content.parts.inlineData", Meaning.CONTENT,
                    "candidates.content.parts.fileData", Meaning.CONTENT,
                    "candidates.content.parts.executableCode", Meaning.CONTENT,
                    "candidates.content.parts.codeExecutionResult", Meaning.CONTENT));

    private final GenerateContentCodec codec = new GenerateContentCodec();

    public GenerateContentFormat() {
        super(
                new FormatDescription(
                        FormatId.GENERATE_CONTENT,
                        Operation.CHAT,
                        "GenerateContent",
                        List.of(":" + WHOLE, ":" + STREAM),
                        List.of("POST"),
                        CONTENTS),
                with(Map.of(), Map.of("modelVersion", Meaning.MODEL, "candidates.content", Meaning.CONTENT)));
    }

    private static Places with(Map<String, Meaning> some, Map<String, Meaning> more) {
        Map<String, Meaning> all = new HashMap<>(EVERY_DOCUMENT);
        all.putAll(some);
        all.putAll(more);
        return new Places(all);
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        GeminiPath called = GeminiPath.read(path);
        JsonBody json = JsonBody.read(body, Set.of(CONTENTS));
        if (!json.has(CONTENTS)) {
            throw new LlmException(LlmError.invalid(
                    "missing_required_parameter", CONTENTS, "Missing required parameter: 'contents'."));
        }
        return new GenerateContentRequest(called.model(), called.method().equals(STREAM), body, json);
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return stream
                ? AnswerObserver.ofEvents(BEFORE_CONTENT, AFTER_CONTENT, AnswerFraming::new)
                : super.observe(false);
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.of(GeminiErrors.event(error));
    }

    @Override
    public Optional<ChatCodec> chat() {
        return Optional.of(codec);
    }
}
