package io.camelid.format.bedrock.internal;

import io.camelid.format.bedrock.internal.eventstream.EventStreamReader;
import io.camelid.format.bedrock.internal.eventstream.EventStreamWriter;
import io.camelid.format.json.JsonBody;
import io.camelid.format.observe.AnswerObserver;
import io.camelid.format.observe.EventTypes;
import io.camelid.format.observe.Meaning;
import io.camelid.format.observe.Places;
import io.camelid.format.tree.JsonTree;
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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Bedrock's Converse and ConverseStream. The path names the model and says whether the answer is streamed; streams are
 * AWS event streams.
 */
@Component(service = Format.class)
public final class ConverseFormat extends BedrockFormat {
    static final String CONVERSE = "/converse";
    static final String CONVERSE_STREAM = "/converse-stream";

    private static final String MESSAGES = "messages";

    private static final Map<String, Meaning> EVERY_DOCUMENT = Map.of(
            "usage.inputTokens", Meaning.INPUT_BESIDE_CACHE,
            "usage.outputTokens", Meaning.OUTPUT,
            "usage.cacheReadInputTokens", Meaning.CACHE_READ,
            "usage.cacheWriteInputTokens", Meaning.CACHE_WRITE,
            "message", Meaning.ERROR_MESSAGE);

    private static final Places DOCUMENT = places(Map.of("output.message", Meaning.CONTENT), EventTypes.NONE);

    private static final EventTypes EVENTS =
            new EventTypes(Set.of("messageStop"), Set.of(ObservedMessages.FAILURE), Set.of());

    private static final Places BEFORE_CONTENT = places(
            Map.of(
                    "delta.text", Meaning.CONTENT,
                    "delta.reasoningContent", Meaning.CONTENT,
                    "delta.toolUse", Meaning.CONTENT,
                    "start.toolUse", Meaning.CONTENT),
            EVENTS);

    private static final Places AFTER_CONTENT = places(Map.of(), EVENTS);

    private final ChatCodec codec = new ConverseCodec(InstantSource.system());

    public ConverseFormat() {
        super(
                new FormatDescription(
                        FormatId.CONVERSE,
                        Operation.CHAT,
                        "Converse",
                        List.of(CONVERSE, CONVERSE_STREAM),
                        List.of("POST"),
                        ""),
                DOCUMENT);
    }

    private static Places places(Map<String, Meaning> more, EventTypes types) {
        Map<String, Meaning> all = new HashMap<>(EVERY_DOCUMENT);
        all.putAll(more);
        return new Places(all, types);
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        JsonBody json = JsonBody.read(body, Set.of(MESSAGES));
        if (json.has(MESSAGES) && !json.isArray(MESSAGES)) {
            throw new LlmException(
                    LlmError.invalid("invalid_type", MESSAGES, "Invalid type for 'messages': expected an array."));
        }
        return new BedrockRequest(model(path), isStream(path), json);
    }

    /** The model that a path names. */
    static String model(String path) throws LlmException {
        return ModelPath.model(path, List.of(CONVERSE, CONVERSE_STREAM));
    }

    /** Whether a path asks for a stream. */
    static boolean isStream(String path) {
        return path.endsWith(CONVERSE_STREAM);
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return stream
                ? AnswerObserver.ofEvents(
                        BEFORE_CONTENT,
                        AFTER_CONTENT,
                        observer -> new EventStreamReader(new ObservedMessages(observer))::read)
                : super.observe(false);
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.of(streamFailure(error));
    }

    /** An error as the message of an event stream that AWS's SDKs raise it from. */
    static ByteBuffer streamFailure(LlmError error) {
        return EventStreamWriter.exception(
                BedrockErrors.streamType(error.kind()),
                JsonTree.bytes(JsonTree.object().put(BedrockErrors.MESSAGE, error.message())));
    }

    @Override
    public Optional<ChatCodec> chat() {
        return Optional.of(codec);
    }
}
