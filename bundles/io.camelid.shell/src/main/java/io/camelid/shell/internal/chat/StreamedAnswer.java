package io.camelid.shell.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.shell.internal.chat.ChatReply.Served;
import io.camelid.spi.Usage;
import java.time.Duration;
import java.util.function.Consumer;

/** An answer as it comes in, put together from its pieces. */
final class StreamedAnswer {
    private static final int LONGEST = 4 << 20;

    private final StringBuilder text = new StringBuilder();
    private final Consumer<String> onText;
    private final long start;
    private String model = "";
    private String finish = "";
    private Usage usage = Usage.UNKNOWN;
    private long firstText;
    private boolean done;

    /**
     * @param onText gets each piece of text
     * @param start when the request was sent, by {@link System#nanoTime}
     */
    StreamedAnswer(Consumer<String> onText, long start) {
        this.onText = onText;
        this.start = start;
    }

    /** @param member where a choice has its text: {@code delta} in events, else {@code message} */
    void take(JsonNode document, String member) throws ChatFailure {
        if (document.has("error")) {
            throw new ChatFailure("the answer broke off: " + reason(document));
        }
        model = document.path("model").asText(model);
        JsonNode choice = document.path("choices").path(0);
        append(choice.path(member).path("content").asText(""));
        append(choice.path(member).path("refusal").asText(""));
        JsonNode end = choice.path("finish_reason");
        finish = end.isTextual() ? end.asText() : finish;
        JsonNode tokens = document.path("usage");
        if (tokens.isObject()) {
            usage = Usage.of(
                    tokens.path("prompt_tokens").asLong(-1),
                    tokens.path("completion_tokens").asLong(-1));
        }
    }

    private void append(String piece) throws ChatFailure {
        if (piece.isEmpty()) {
            return;
        }
        if (text.length() + piece.length() > LONGEST) {
            throw new ChatFailure("the answer is longer than " + LONGEST + " characters");
        }
        if (firstText == 0) {
            firstText = System.nanoTime();
        }
        text.append(piece);
        onText.accept(piece);
    }

    /** The stream said that this was all. */
    void done() {
        done = true;
    }

    ChatReply whole(Served served) throws ChatFailure {
        if (!done && finish.isEmpty()) {
            throw new ChatFailure("the answer broke off");
        }
        long end = System.nanoTime();
        return new ChatReply(
                text.toString(),
                model,
                finish,
                usage,
                served,
                Duration.ofNanos(firstText == 0 ? 0 : firstText - start),
                Duration.ofNanos(end - start));
    }

    /** What an error says of itself; empty text when it does not. */
    static String reason(JsonNode document) {
        JsonNode error = document.path("error");
        return error.path("message").asText(error.isTextual() ? error.asText() : "");
    }
}
