package io.camelid.itests.acceptance.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client, by its API and by how it wants the answer. */
enum Caller {
    OPENAI("OpenAI", false, "/v1/chat/completions"),
    OPENAI_STREAM("OpenAI, stream", true, "/v1/chat/completions"),
    ANTHROPIC_STREAM("Anthropic, stream", true, "/v1/messages");

    /** How an answer looks to who asked for it. */
    enum View {
        /** All of it, properly ended. */
        WHOLE,
        /** A refusal in the client's format. */
        ERROR,
        /** A stream that says at its end that it broke off, and why. */
        ERROR_EVENT,
        /** Nothing that a client of this API could understand. */
        BROKEN
    }

    /**
     * What came of a request.
     *
     * @param message of the error, if there was one
     * @param millis until the end of the answer
     */
    record Outcome(
            int status, View view, String provider, int attempts, String message, HttpResponse<?> head, long millis) {
        String header(String name) {
            return head.headers().firstValue(name).orElse("");
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANSWER = "Hello from the fake.";

    private final String words;
    private final boolean stream;
    private final String path;

    Caller(String words, boolean stream, String path) {
        this.words = words;
        this.stream = stream;
        this.path = path;
    }

    /** For people. */
    String words() {
        return words;
    }

    boolean isStream() {
        return stream;
    }

    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Asks, and reads the answer to its end, whatever that is. */
    Outcome ask(Client client, String prefix, String words) throws IOException, InterruptedException {
        String body = "{\"model\":\"callers\",\"max_tokens\":99,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}";
        HttpRequest request = client.request(prefix + path)
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long begun = System.nanoTime();
        HttpResponse<InputStream> response = client.open(request);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        boolean cut = false;
        try (InputStream in = response.body()) {
            in.transferTo(read);
        } catch (IOException broken) {
            cut = true;
        }
        long millis = (System.nanoTime() - begun) / 1_000_000;
        String text = read.toString(StandardCharsets.UTF_8);
        boolean events =
                response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
        String error = events ? errorEvent(text) : error(text);
        View view;
        if (!error.isEmpty()) {
            view = events ? View.ERROR_EVENT : View.ERROR;
        } else {
            view = !cut && events == stream && isWhole(text) ? View.WHOLE : View.BROKEN;
        }
        return new Outcome(
                response.statusCode(),
                view,
                response.headers().firstValue("x-camelid-provider").orElse(""),
                Integer.parseInt(
                        response.headers().firstValue("x-camelid-attempts").orElse("0")),
                view == View.BROKEN ? (cut ? "cut after: " : "all: ") + text : error,
                response,
                millis);
    }

    private boolean isAnthropic() {
        return path.endsWith("messages");
    }

    private boolean isWhole(String text) throws IOException {
        if (!stream) {
            JsonNode answer = JSON.readTree(text);
            return answer.at(isAnthropic() ? "/content/0/text" : "/choices/0/message/content")
                    .asText()
                    .equals(ANSWER);
        }
        StringBuilder said = new StringBuilder();
        for (String data : data(text)) {
            if (!data.equals("[DONE]")) {
                said.append(JSON.readTree(data)
                        .at(isAnthropic() ? "/delta/text" : "/choices/0/delta/content")
                        .asText());
            }
        }
        String end = isAnthropic() ? "event: message_stop" : "data: [DONE]";
        return said.toString().equals(ANSWER)
                && text.lines()
                                .filter(line ->
                                        line.startsWith(end) || line.startsWith("data: {\"type\":\"message_stop\""))
                                .count()
                        > 0;
    }

    private static Iterable<String> data(String text) {
        return text.lines().filter(line -> line.startsWith("data:")).map(line -> line.substring(5)
                .strip())::iterator;
    }

    /** The message of the error event at the end of a stream; empty if there is none. */
    private String errorEvent(String text) throws IOException {
        String last = "";
        for (String data : data(text)) {
            last = data;
        }
        return last.startsWith("{") ? error(last) : "";
    }

    private String error(String text) throws IOException {
        if (!text.startsWith("{")) {
            return "";
        }
        try {
            JsonNode said = JSON.readTree(text);
            boolean well = !isAnthropic() || said.path("type").asText().equals("error");
            return well ? said.at("/error/message").asText() : "";
        } catch (com.fasterxml.jackson.core.JsonProcessingException half) {
            return "";
        }
    }
}
