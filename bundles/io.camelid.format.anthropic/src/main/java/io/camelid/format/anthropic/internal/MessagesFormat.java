package io.camelid.format.anthropic.internal;

import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.EventTypes;
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
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Anthropic messages. */
@Component(service = Format.class)
public final class MessagesFormat extends AnthropicFormat {
    // A block of text or thoughts is announced empty; a tool's name is something.
    private static final EventTypes TYPES =
            new EventTypes(Set.of("message_stop"), Set.of("error"), Set.of("text", "thinking"));

    private static final Map<String, Meaning> EVERY_EVENT = new HashMap<>(Map.of(
            "type", Meaning.EVENT_TYPE,
            "error", Meaning.ERROR,
            "error.message", Meaning.ERROR_MESSAGE));

    static {
        EVERY_EVENT.putAll(usage("usage."));
    }

    private static final Places AFTER_CONTENT = new Places(EVERY_EVENT, TYPES);

    private static final Places BEFORE_CONTENT = new Places(beforeContent(), TYPES);

    private static final Places DOCUMENT = new Places(document());

    private final ChatCodec codec = new MessagesCodec();

    public MessagesFormat() {
        super(
                new FormatDescription(
                        FormatId.MESSAGES, Operation.CHAT, "Messages", List.of("/v1/messages"), List.of("POST"), ""),
                DOCUMENT);
    }

    private static Map<String, Meaning> usage(String prefix) {
        return Map.of(
                prefix + "input_tokens", Meaning.INPUT_BESIDE_CACHE,
                prefix + "output_tokens", Meaning.OUTPUT,
                prefix + "cache_read_input_tokens", Meaning.CACHE_READ,
                prefix + "cache_creation_input_tokens", Meaning.CACHE_WRITE,
                prefix + "output_tokens_details.thinking_tokens", Meaning.REASONING);
    }

    private static Map<String, Meaning> beforeContent() {
        Map<String, Meaning> all = new HashMap<>(EVERY_EVENT);
        all.putAll(usage("message.usage."));
        all.put("message.model", Meaning.MODEL);
        all.put("content_block.type", Meaning.ITEM_TYPE);
        all.put("delta.text", Meaning.CONTENT);
        all.put("delta.thinking", Meaning.CONTENT);
        return all;
    }

    private static Map<String, Meaning> document() {
        Map<String, Meaning> all = new HashMap<>(usage("usage."));
        all.put("model", Meaning.MODEL);
        all.put("content", Meaning.CONTENT);
        all.put("error", Meaning.ERROR);
        all.put("error.message", Meaning.ERROR_MESSAGE);
        return all;
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        return MessagesRequest.read(body);
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return stream ? AnswerObserver.ofEvents(BEFORE_CONTENT, AFTER_CONTENT) : super.observe(false);
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.of(SseWriter.lastEvent("error", AnthropicErrors.object(error)));
    }

    @Override
    public Optional<ChatCodec> chat() {
        return Optional.of(codec);
    }
}
