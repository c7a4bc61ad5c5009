package io.camelid.gateway.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import io.camelid.spi.format.FormatDescription;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A language that is easy to write in a test. A request is words, {@code model=<name>} and {@code stream}
 * among them; one that begins with {@code !} is malformed. An answer is words too: {@code text:<word>} is
 * content, {@code error:<word>} an error, {@code model:<word>} and {@code usage:<in>,<out>} what they say,
 * and {@code end} makes it whole. Edits are written behind the request.
 */
record ToyFormat(FormatDescription description) implements Format {
    static final ToyFormat COMPLETIONS = new ToyFormat(new FormatDescription(
            FormatId.COMPLETIONS,
            Operation.CHAT,
            "Completions",
            List.of("/v1/chat/completions"),
            List.of("POST"),
            "messages"));
    static final ToyFormat MESSAGES = new ToyFormat(new FormatDescription(
            FormatId.MESSAGES, Operation.CHAT, "Messages", List.of("/v1/messages"), List.of("POST"), "messages"));
    /** A language of its own, which can be translated. */
    static final ToyFormat GENERATE_CONTENT = new ToyFormat(new FormatDescription(
            FormatId.GENERATE_CONTENT,
            Operation.CHAT,
            "GenerateContent",
            List.of(":generateContent"),
            List.of("POST"),
            "contents"));

    static final ToyFormat MODELS = new ToyFormat(new FormatDescription(
            FormatId.MODELS, Operation.MODELS, "Models", List.of("/v1/models", "/v1/models/*"), List.of("GET"), ""));
    /** Its suffix is the end of another's. */
    static final ToyFormat LEGACY = new ToyFormat(new FormatDescription(
            new FormatId("toy.legacy"), Operation.CHAT, "Legacy", List.of("/completions"), List.of("POST"), ""));

    static final List<ToyFormat> ALL = List.of(LEGACY, COMPLETIONS, MESSAGES, GENERATE_CONTENT, MODELS);

    @Override
    public FormatDescription describe() {
        return description;
    }

    @Override
    public RequestView read(String path, ByteBuffer body) throws LlmException {
        String text = text(body);
        if (text.startsWith("!")) {
            throw new LlmException(LlmError.invalid("invalid_json", "", "the body is not JSON"));
        }
        return new View(body, find("model=(\\S+)", text).orElse(""), text.contains("stream"));
    }

    private record View(ByteBuffer original, String model, boolean stream) implements RequestView {
        @Override
        public Map<String, Object> parameters() {
            return Map.of("temperature", 1);
        }

        @Override
        public ByteBuffer body(List<RequestEdit> edits) {
            return edits.isEmpty()
                    ? original
                    : bytes(edits.stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(" ", text(original) + " ", "")));
        }
    }

    @Override
    public ResponseObserver observe(boolean stream) {
        return new Observer();
    }

    private static final class Observer implements ResponseObserver {
        private final StringBuilder seen = new StringBuilder();

        @Override
        public void observe(ByteBuffer chunk) {
            seen.append(text(chunk));
        }

        @Override
        public boolean contentSeen() {
            return seen.indexOf("text:") >= 0 || error().isPresent();
        }

        @Override
        public boolean complete() {
            return seen.indexOf("end") >= 0;
        }

        @Override
        public Optional<String> error() {
            return find("error:(\\S+)", seen);
        }

        @Override
        public Usage usage() {
            return find("usage:(\\d+,\\d+)", seen)
                    .map(pair -> pair.split(","))
                    .map(pair -> Usage.of(Long.parseLong(pair[0]), Long.parseLong(pair[1])))
                    .orElse(Usage.UNKNOWN);
        }

        @Override
        public Optional<String> model() {
            return find("model:(\\S+)", seen);
        }
    }

    /** Everything but HTML is. */
    @Override
    public boolean isError(ByteBuffer body) {
        return !text(body).startsWith("<");
    }

    /** Messages cannot be translated. */
    @Override
    public Optional<ChatCodec> chat() {
        return description.id().equals(FormatId.MESSAGES)
                ? Optional.empty()
                : Optional.of(new ToyCodec(description.routeType()));
    }

    @Override
    public LlmError readError(int status, ByteBuffer body) {
        return LlmError.of(
                        ErrorKind.ofStatus(status), "upstream_status", description.routeType() + " said " + text(body))
                .withStatus(status);
    }

    @Override
    public Document error(LlmError error) {
        return new Document("text/toy", bytes(description.routeType() + " error: " + error.message()));
    }

    @Override
    public Optional<ByteBuffer> streamError(LlmError error) {
        return Optional.of(bytes(farewell(error.code())));
    }

    /** A stream error in this format's words. */
    static String farewell(String code) {
        return " farewell:" + code;
    }

    @Override
    public Optional<Document> models(List<String> models) {
        return description.operation() == Operation.MODELS
                ? Optional.of(new Document("text/toy", bytes("models: " + String.join(" ", models))))
                : Optional.empty();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static Optional<String> find(String pattern, CharSequence text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
