package io.camelid.shell.internal.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.gateway.GatewayHeaders;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.chat.ChatReply.Served;
import io.camelid.spi.HeaderField;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Chats through a listener of the gateway, as any client of OpenAI's chat completions does. */
public final class ChatClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LIST = Duration.ofSeconds(10);
    private static final int LONGEST_ANSWER = 4 << 20;
    private static final int LONGEST_ERROR = 64 << 10;

    private final ObjectMapper mapper = new ObjectMapper();
    private final ChatAddress address;
    private final List<HeaderField> headers;
    private final HttpClient http;

    /** @param headers further fields to send */
    public ChatClient(ChatAddress address, List<HeaderField> headers) {
        this.address = address;
        this.headers =
                Stream.concat(address.headers().stream(), headers.stream()).toList();
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

    /** The first of the models that the backend lists, if it lists any where this address says. */
    public Optional<String> firstModel() throws ChatFailure, InterruptedException {
        String chat = address.uri().toString();
        int suffix = chat.lastIndexOf("/chat/completions");
        if (suffix < 0) {
            return Optional.empty();
        }
        URI models = URI.create(chat.substring(0, suffix) + "/models");
        try {
            HttpResponse<InputStream> response =
                    http.send(request(models).timeout(LIST).build(), head -> new BodyStream());
            try (InputStream body = response.body()) {
                JsonNode first =
                        mapper.readTree(body.readNBytes(LONGEST_ANSWER)).at("/data/0/id");
                return Optional.of(first.asText()).filter(id -> !id.isEmpty());
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return Optional.empty();
        }
    }

    private ChatReply exchange(Optional<String> model, List<Message> conversation, Consumer<String> onText)
            throws ChatFailure, IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<InputStream> response = http.send(chat(model, conversation), head -> new BodyStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw refused(response, body);
            }
            StreamedAnswer answer = new StreamedAnswer(onText, start);
            if (header(response, "content-type").filter(ChatClient::isEvents).isPresent()) {
                readEvents(body, answer);
            } else {
                answer.take(mapper.readTree(body.readNBytes(LONGEST_ANSWER)), "message");
            }
            return answer.whole(served(response));
        }
    }

    private HttpRequest chat(Optional<String> model, List<Message> conversation) throws ChatFailure, IOException {
        byte[] body = mapper.writeValueAsBytes(Json.object(
                "model",
                model,
                "messages",
                conversation,
                "stream",
                true,
                "stream_options",
                Json.object("include_usage", true)));
        return request(address.uri())
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpRequest.Builder request(URI uri) throws ChatFailure {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("User-Agent", "camelid-shell");
        for (HeaderField field : headers) {
            try {
                request.header(field.name(), field.value());
            } catch (IllegalArgumentException e) {
                // Its message holds the value, which may be a credential.
                throw new ChatFailure("the header field " + field.name() + " cannot be sent");
            }
        }
        return request;
    }

    private void readEvents(InputStream body, StreamedAnswer answer) throws ChatFailure, IOException {
        EventReader events = new EventReader(body);
        for (Optional<String> data = events.next(); data.isPresent(); data = events.next()) {
            if (data.get().equals("[DONE]")) {
                answer.done();
                return;
            }
            answer.take(mapper.readTree(data.get()), "delta");
        }
    }

    private ChatFailure refused(HttpResponse<?> response, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LONGEST_ERROR);
        String reason;
        try {
            reason = StreamedAnswer.reason(mapper.readTree(bytes));
        } catch (IOException e) {
            reason = "";
        }
        String code =
                header(response, GatewayHeaders.ERROR).map(name -> " " + name).orElse("");
        return new ChatFailure(response.statusCode() + code + (reason.isEmpty() ? "" : ": " + reason));
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
}
