package io.camelid.format.openai.internal;

import static java.util.Map.entry;

import io.camelid.format.json.JsonText;
import io.camelid.format.json.RequestMembers;
import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.EventTypes;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.format.sse.SseWriter;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** OpenAI responses. */
@Component(service = Format.class)
public final class ResponsesFormat extends OpenAiFormat {
    /** Of every event; the ones that end the stream carry the whole response with its usage. */
    private static final Map<String, Meaning> EVERY_EVENT = Map.ofEntries(
            entry("type", Meaning.EVENT_TYPE),
            entry("message", Meaning.ERROR_MESSAGE),
            entry("error", Meaning.ERROR),
            entry("error.message", Meaning.ERROR_MESSAGE),
            entry("response.model", Meaning.MODEL),
            entry("response.error", Meaning.ERROR),
            entry("response.error.message", Meaning.ERROR_MESSAGE),
            entry("response.usage.input_tokens", Meaning.INPUT),
            entry("response.usage.output_tokens", Meaning.OUTPUT),
            entry("response.usage.input_tokens_details.cached_tokens", Meaning.CACHE_READ),
            entry("response.usage.output_tokens_details.reasoning_tokens", Meaning.REASONING));

    private static final EventTypes TYPES = new EventTypes(
            Set.of("response.completed", "response.incomplete", "response.failed"),
            Set.of("response.failed", "error"),
            Set.of("message", "reasoning"));

    private static final Places AFTER_CONTENT = new Places(EVERY_EVENT, TYPES);

    // Text, refusals, thoughts, arguments and audio all come as the "delta" of their events.
    private static final Places BEFORE_CONTENT =
            new Places(with(EVERY_EVENT, Map.of("delta", Meaning.CONTENT, "item.type", Meaning.ITEM_TYPE)), TYPES);

    private static final Places DOCUMENT = new Places(Map.ofEntries(
            entry("output", Meaning.CONTENT),
            entry("model", Meaning.MODEL),
            entry("error", Meaning.ERROR),
            entry("error.message", Meaning.ERROR_MESSAGE),
            entry("usage.input_tokens", Meaning.INPUT),
            entry("usage.output_tokens", Meaning.OUTPUT),
            entry("usage.input_tokens_details.cached_tokens", Meaning.CACHE_READ),
            entry("usage.output_tokens_details.reasoning_tokens", Meaning.REASONING)));

    private final ChatCodec codec = new ResponsesCodec();

    public ResponsesFormat() {
        super(
                new FormatDescription(
                        FormatId.RESPONSES,
                        Operation.CHAT,
                        "Responses",
                        List.of("/v1/responses", "/responses"),
                        List.of("POST"),
                        ""),
                RequestMembers.of(
                        List.of(),
                        List.of(
                                entry("temperature", "temperature"),
                                entry("top_p", "top_p"),
                                entry("max_output_tokens", "max_tokens"))),
                DOCUMENT);
    }

    private static Map<String, Meaning> with(Map<String, Meaning> some, Map<String, Meaning> more) {
        Map<String, Meaning> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return stream ? AnswerObserver.ofEvents(BEFORE_CONTENT, AFTER_CONTENT) : super.observe(false);
    }

    @Override
    public Optional<ChatCodec> chat() {
        return Optional.of(codec);
    }

    /**
     * The API's {@code error} event. Its sequence number is 0, since an error of the gateway is not part of
     * the sequence that the provider counted.
     */
    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.of(
                SseWriter.lastEvent("error", "{\"type\":\"error\"," + errorMembers(error) + ",\"sequence_number\":0}"));
    }

    /** What an {@code error} event says of the error. */
    static String errorMembers(LlmError error) {
        return "\"code\":" + JsonText.quote(error.code())
                + ",\"message\":" + JsonText.quote(error.message())
                + ",\"param\":" + OpenAiErrors.param(error);
    }
}
