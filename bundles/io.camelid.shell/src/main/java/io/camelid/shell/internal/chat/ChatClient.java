package io.camelid.shell.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.gateway.GatewayHeaders;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.chat.ChatReply.Served;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Chats through a listener of the gateway, as any client of OpenAI's chat completions does. */
public final class ChatClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int LONGEST_ANSWER = 4 << 20;
    private static final int LONGEST_ERROR = 64 << 10;

    private final ObjectMapper mapper = new ObjectMapper();
    private final ChatAddress address;
    private final List<HeaderField> headers;
    private final HttpClient http;

    /** @param headers further fields to send */
    public ChatClient(ChatAddress address, List<HeaderField> headers) {
        this.address = address;
        this.headers = List.copyOf(headers);
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        this.http = builder.proxy(proxy(address)).build();
    }

    // The JDK's client takes no Host field of ours. Naming the listener as proxy makes it connect there and name
    // the host in an absolute request target, which every server accepts (RFC 9112 section 3.2.2).
    private static ProxySelector proxy(ChatAddress address) {
        return address.isNamed()
                ? ProxySelector.of(new InetSocketAddress(
                        address.listenerHost(), address.uri().getPort()))
                : HttpClient.Builder.NO_PROXY;
    }

    /**
     * Asks for the next turn and waits for its end. Interrupting the thread, or throwing from {@code
     * onText}, breaks the request off.
     *
     * @param model empty to leave it to the backend
     * @param onText gets each piece of text as it comes
     * @throws ChatFailure when there is no whole answer
     */
    public ChatReply ask(Optional<String> model, List<Message> conversation, Consumer<String> onText)
            throws ChatFailure, InterruptedException {
        try {
            return exchange(model, conversation, onText);
        } catch (IOException e) {
            // An interrupt while the body was read: the thread's flag is up.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new ChatFailure("the exchange with %s failed: %s".formatted(address.uri(), reason));
        }
    }

    private ChatReply exchange(Optional<String> model, List<Message> conversation, Consumer<String> onText)
            throws ChatFailure, IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<InputStream> response = http.send(request(model, conversation), head -> new BodyStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(response, body);
            }
            Answer answer = new Answer(onText, start);
            if (header(response, "content-type").filter(ChatClient::isEvents).isPresent()) {
                readEvents(body, answer);
            } else {
                answer.take(mapper.readTree(body.readNBytes(LONGEST_ANSWER)), "message");
            }
            return answer.whole(served(response));
        }
    }

    private HttpRequest request(Optional<String> model, List<Message> conversation) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri())
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .header("User-Agent", "camelid-shell");
        for (HeaderField field : address.headers()) {
            request.header(field.name(), field.value());
        }
        for (HeaderField field : headers) {
            request.setHeader(field.name(), field.value());
        }
        byte[] body = mapper.writeValueAsBytes(Json.object(
                "model",
                model,
                "messages",
                conversation,
                "stream",
                true,
                "stream_options",
                Json.object("include_usage", true)));
        return request.POST(BodyPublishers.ofByteArray(body)).build();
    }

    private void readEvents(InputStream body, Answer answer) throws ChatFailure, IOException {
        EventReader events = new EventReader(body);
        for (Optional<String> data = events.next(); data.isPresent(); data = events.next()) {
            if (data.get().equals("[DONE]")) {
                answer.done = true;
                return;
            }
            answer.take(mapper.readTree(data.get()), "delta");
        }
    }

    private ChatFailure refused(HttpResponse<?> response, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LONGEST_ERROR);
        String reason;
        try {
            reason = reason(mapper.readTree(bytes));
        } catch (IOException e) {
            reason = "";
        }
        String code =
                header(response, GatewayHeaders.ERROR).map(name -> " " + name).orElse("");
        return new ChatFailure(response.statusCode() + code + (reason.isEmpty() ? "" : ": " + reason));
    }

    private static String reason(JsonNode document) {
        JsonNode error = document.path("error");
        return error.path("message").asText(error.isTextual() ? error.asText() : "");
    }

    private static Served served(HttpResponse<?> response) {
        return new Served(
                header(response, GatewayHeaders.BACKEND),
                header(response, GatewayHeaders.PROVIDER),
                header(response, GatewayHeaders.ATTEMPTS));
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    private static boolean isEvents(String contentType) {
        return contentType.startsWith("text/event-stream");
    }

    /** An answer as it comes in. */
    private static final class Answer {
        private final StringBuilder text = new StringBuilder();
        private final Consumer<String> onText;
        private final long start;
        private String finish = "";
        private Usage usage = Usage.UNKNOWN;
        private long firstText;
        private boolean done;

        Answer(Consumer<String> onText, long start) {
            this.onText = onText;
            this.start = start;
        }

        /** @param member where a choice has its text: {@code delta} in events, else {@code message} */
        void take(JsonNode document, String member) throws ChatFailure {
            if (document.has("error")) {
                throw new ChatFailure("the answer broke off: " + reason(document));
            }
            JsonNode choice = document.path("choices").path(0);
            append(choice.path(member).path("content").asText(""));
            append(choice.path(member).path("refusal").asText(""));
            finish = choice.path("finish_reason").asText(finish);
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
            if (text.length() + piece.length() > LONGEST_ANSWER) {
                throw new ChatFailure("the answer is longer than " + LONGEST_ANSWER + " characters");
            }
            if (firstText == 0) {
                firstText = System.nanoTime();
            }
            text.append(piece);
            onText.accept(piece);
        }

        ChatReply whole(Served served) throws ChatFailure {
            if (!done && finish.isEmpty()) {
                throw new ChatFailure("the answer broke off");
            }
            long end = System.nanoTime();
            return new ChatReply(
                    text.toString(),
                    finish,
                    usage,
                    served,
                    Duration.ofNanos(firstText == 0 ? 0 : firstText - start),
                    Duration.ofNanos(end - start));
        }
    }
}
