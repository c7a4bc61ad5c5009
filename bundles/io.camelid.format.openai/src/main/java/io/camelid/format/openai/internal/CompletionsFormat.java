package io.camelid.format.openai.internal;

import static java.util.Map.entry;

import io.camelid.format.json.JsonBody;
import io.camelid.format.json.RequestMembers;
import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.format.sse.SseWriter;
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
import org.osgi.service.component.annotations.Component;

/** OpenAI chat completions. */
@Component(service = Format.class)
public final class CompletionsFormat extends OpenAiFormat {
    private static final String MESSAGES = "messages";

    private static final Map<String, Meaning> EVERY_DOCUMENT = Map.ofEntries(
            entry("usage.prompt_tokens", Meaning.INPUT),
            entry("usage.completion_tokens", Meaning.OUTPUT),
            entry("usage.prompt_tokens_details.cached_tokens", Meaning.CACHE_READ),
            entry("usage.prompt_tokens_details.cache_write_tokens", Meaning.CACHE_WRITE),
            entry("usage.completion_tokens_details.reasoning_tokens", Meaning.REASONING),
            entry("error", Meaning.ERROR),
            entry("error.message", Meaning.ERROR_MESSAGE));

    private static final Places AFTER_CONTENT = with(Map.of("choices.finish_reason", Meaning.FINISH_REASON));

    // The model is on every event and need not be read again. Thoughts have one name with DeepSeek and vLLM, and
    // another with OpenRouter and Ollama.
    private static final Places BEFORE_CONTENT = with(Map.of(
            "choices.finish_reason", Meaning.FINISH_REASON,
            "model", Meaning.MODEL,
            "choices.delta.content", Meaning.CONTENT,
            "choices.delta.refusal", Meaning.CONTENT,
            "choices.delta.tool_calls", Meaning.CONTENT,
            "choices.delta.function_call", Meaning.CONTENT,
            "choices.delta.audio", Meaning.CONTENT,
            "choices.delta.reasoning_content", Meaning.CONTENT,
            "choices.delta.reasoning", Meaning.CONTENT));

    private final ChatCodec codec = new CompletionsCodec();

    public CompletionsFormat() {
        super(
                new FormatDescription(
                        FormatId.COMPLETIONS,
                        Operation.CHAT,
                        "Completions",
                        List.of("/v1/chat/completions", "/chat/completions"),
                        List.of("POST"),
                        MESSAGES),
                RequestMembers.of(
                        List.of(MESSAGES, "stream_options"),
                        List.of(
                                entry("temperature", "temperature"),
                                entry("top_p", "top_p"),
                                entry("max_tokens", "max_tokens"),
                                entry("max_completion_tokens", "max_tokens"),
                                entry("frequency_penalty", "frequency_penalty"),
                                entry("presence_penalty", "presence_penalty"),
                                entry("seed", "seed"),
                                entry("n", "choice.count"))),
                with(Map.of("model", Meaning.MODEL, "choices.message", Meaning.CONTENT)));
    }

    private static Places with(Map<String, Meaning> more) {
        Map<String, Meaning> all = new HashMap<>(EVERY_DOCUMENT);
        all.putAll(more);
        return new Places(all);
    }

    @Override
    RequestView read(JsonBody body) throws LlmException {
        if (!body.has(MESSAGES)) {
            throw new LlmException(LlmError.invalid(
                    "missing_required_parameter", MESSAGES, "Missing required parameter: 'messages'."));
        }
        if (!body.isArray(MESSAGES)) {
            throw new LlmException(
                    LlmError.invalid("invalid_type", MESSAGES, "Invalid type for 'messages': expected an array."));
        }
        return super.read(body);
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return stream ? AnswerObserver.ofEvents(BEFORE_CONTENT, AFTER_CONTENT) : super.observe(false);
    }

    @Override
    public Optional<ChatCodec> chat() {
        return Optional.of(codec);
    }

    /** OpenAI's SDKs raise an error for an event with an {@code error} member; no {@code [DONE]} follows. */
    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.of(SseWriter.lastEvent("", OpenAiErrors.object(error)));
    }
}
