package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.testkit.chat.RandomChat;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of every kind, to models of every generation, are what a server that checks them takes. */
class StrictVendorTest {
    private static final int SEEDS = 100;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ChatCodec codec = new MessagesCodec();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-3-opus-20240229",
                "claude-opus-4-20250514",
                "claude-sonnet-4-5-20250929",
                "claude-opus-4-5",
                "claude-opus-4-6",
                "claude-opus-4-7",
                "claude-sonnet-5",
                "claude-fable-5",
                "some-model"
            })
    void everyRequestIsTaken(String model) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(new FakeAnthropic("k"))) {
            for (int seed = 0; seed < SEEDS; seed++) {
                ChatRequest request =
                        new RandomChat(seed).request().toBuilder().model(model).build();
                check(request, upstream);
                check(
                        request.toBuilder()
                                .outputFormat(new OutputFormat.JsonObject())
                                .build(),
                        upstream);
            }
        }
    }

    private void check(ChatRequest request, FakeUpstream upstream) throws Exception {
        byte[] answer = send(codec.writeRequest(request, new Losses()), upstream);
        ChatResponse response =
                request.stream() ? streamed(answer, request) : codec.readResponse(ByteBuffer.wrap(answer), request);
        ChatResponse.Candidate candidate = response.candidates().get(0);
        assertEquals(9, response.usage().input());
        Part last = candidate.parts().get(candidate.parts().size() - 1);
        if (last instanceof Part.ToolCall call) {
            assertEquals(FinishReason.TOOL_CALLS, candidate.reason());
            assertTrue(request.tools().stream().anyMatch(tool -> tool.name().equals(call.name())), call.name());
            assertEquals(new Json(FakeAnthropic.TOOL_ARGUMENTS), call.arguments());
        } else {
            assertEquals(FinishReason.STOP, candidate.reason());
        }
    }

    private ChatResponse streamed(byte[] stream, ChatRequest request) {
        ChatCollector whole = new ChatCollector();
        ChatCodec.StreamReader reader = codec.reader(request, whole);
        reader.read(ByteBuffer.wrap(stream));
        reader.end();
        assertTrue(whole.isWhole(), () -> whole.error().toString());
        return whole.response();
    }

    private byte[] send(ByteBuffer body, FakeUpstream upstream) throws Exception {
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + "/v1/messages"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("x-api-key", "k")
                        .header("anthropic-version", "2023-06-01")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(
                List.of(200), List.of(response.statusCode()), () -> new String(response.body()) + new String(bytes));
        return response.body();
    }
}
