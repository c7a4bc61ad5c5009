package io.camelid.format.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.chat.RandomChat;
import io.camelid.testkit.upstream.FakeGemini;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codec writes, sent to a server that checks it by Google's reference, and what it makes of the answers. */
class StrictVendorTest {
    private static final String KEY = "AIza-1";
    private static final Tool WEATHER = Tool.of(
            "get weather!",
            "Says how the weather is.",
            new Json("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"],"
                    + "\"additionalProperties\":false}"));

    private static FakeUpstream vendor;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ChatCodec codec = new GenerateContentCodec();

    @BeforeAll
    static void start() throws IOException {
        vendor = FakeUpstream.start(new FakeGemini(KEY));
    }

    @AfterAll
    static void stop() throws IOException {
        vendor.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini-2.0-flash", "gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-pro-preview"})
    void randomConversationsAreAccepted(String model) throws Exception {
        for (long seed = 0; seed < 60; seed++) {
            ChatRequest request =
                    new RandomChat(seed).request().toBuilder().model(model).build();
            HttpResponse<byte[]> answer = send(request);
            assertEquals(200, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aToolIsCalledAndItsResultGivenBack(boolean stream) throws Exception {
        for (String model : List.of("gemini-2.5-flash", "gemini-3-pro-preview")) {
            ChatRequest request = ChatRequest.builder().model(model).stream(stream)
                    .turns(List.of(Turn.user(new Part.Text("How is the weather?"))))
                    .tools(List.of(WEATHER))
                    .build();
            ChatResponse.Candidate called = ask(request).candidates().get(0);
            Part.ToolCall call = (Part.ToolCall) called.parts().get(0);
            assertEquals(FinishReason.TOOL_CALLS, called.reason());
            assertEquals("get weather!", call.name());
            assertEquals("{\"city\":\"Oslo\"}", call.arguments().text());
            ChatResponse after = ask(request.toBuilder()
                    .turns(List.of(
                            request.turns().get(0),
                            Turn.assistant(call),
                            Turn.user(new Part.ToolResult(call.id(), "", List.of(new Part.Text("sunny")), false))))
                    .build());
            assertEquals(
                    List.of(new Part.Text("The tool said: sunny")),
                    after.candidates().get(0).parts());
        }
    }

    @Test
    void foreignHistoryIsAcceptedByGemini3() throws Exception {
        ChatRequest request = ChatRequest.builder()
                .model("gemini-3-flash-preview")
                .turns(List.of(
                        Turn.user(new Part.Text("Weather and time?")),
                        Turn.assistant(
                                new Part.Reasoning("Hm.", Optional.of(new Signature(Signature.ANTHROPIC, "abc"))),
                                Part.ToolCall.of("a", "weather", new Json("{}")),
                                Part.ToolCall.of("b", "time", new Json(""))),
                        Turn.user(
                                new Part.Text("Here you are."),
                                new Part.ToolResult("b", "", List.of(new Part.Text("12:00")), false),
                                new Part.ToolResult("a", "", List.of(new Part.Text("down")), true))))
                .build();
        assertEquals(
                List.of(new Part.Text("The tool said: {\"error\":\"down\"}, 12:00")),
                ask(request).candidates().get(0).parts());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thoughtsWordsAndCountsAreRead(boolean stream) throws Exception {
        ChatResponse response = ask(hi("gemini-2.5-flash").stream(stream)
                .reasoning(Optional.of(ReasoningControl.of(ReasoningControl.Effort.LOW)))
                .build());
        assertEquals(
                List.of(new Part.Reasoning("Let me think.", Optional.empty()), new Part.Text("Hello from the fake.")),
                response.candidates().get(0).parts());
        assertEquals(9, response.usage().input());
        assertEquals(12, response.usage().output());
        assertEquals(7, response.usage().reasoning());
        assertEquals(4, response.usage().cacheRead());
        assertEquals("fake-response", response.id());
        assertEquals("gemini-2.5-flash", response.model());
    }

    @Test
    void aSchemaIsKept() throws Exception {
        Json schema = new Json(
                "{\"$defs\":{\"place\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":"
                        + "[\"string\",\"null\"]}}}},\"allOf\":[{\"$ref\":\"#/$defs/place\"},{\"properties\":{\"n\":{\"const\":7}}}]}");
        ChatResponse response = ask(hi("gemini-2.5-flash")
                .outputFormat(new OutputFormat.JsonSchema("x", Optional.empty(), schema, Optional.of(true)))
                .build());
        assertEquals(
                List.of(new Part.Text("{\"city\":\"Oslo\",\"n\":7}")),
                response.candidates().get(0).parts());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void picturesAndBlocksAreRead(boolean stream) throws Exception {
        Part.Media picture =
                (Part.Media) ask(hi(FakeGemini.PAINTER).stream(stream).build())
                        .candidates()
                        .get(0)
                        .parts()
                        .get(0);
        assertEquals("image/png", picture.mediaType());
        ChatResponse.Candidate blocked =
                ask(hi(FakeGemini.BLOCKED).stream(stream).build()).candidates().get(0);
        assertEquals(FinishReason.CONTENT_FILTER, blocked.reason());
        assertEquals(List.of(), blocked.parts());
        assertEquals(
                FinishReason.CONTENT_FILTER,
                ask(hi(FakeGemini.UNSAFE).stream(stream).build())
                        .candidates()
                        .get(0)
                        .reason());
    }

    @Test
    void candidatesAndProbabilitiesAreRead() throws Exception {
        ChatResponse response = ask(hi("gemini-2.5-flash")
                .sampling(Sampling.builder()
                        .candidates(OptionalInt.of(2))
                        .logprobs(Optional.of(true))
                        .topLogprobs(OptionalInt.of(1))
                        .build())
                .build());
        assertEquals(2, response.candidates().size());
        assertEquals(-0.25, response.candidates().get(1).logprobs().get(0).logprob());
        assertEquals(1, response.candidates().get(1).logprobs().get(0).top().size());
    }

    private static ChatRequest.Builder hi(String model) {
        return ChatRequest.builder().model(model).turns(List.of(Turn.user(new Part.Text("Hi"))));
    }

    private ChatResponse ask(ChatRequest request) throws Exception {
        byte[] answer = send(request).body();
        if (!request.stream()) {
            return codec.readResponse(ByteBuffer.wrap(answer), request);
        }
        ChatCollector collector = new ChatCollector();
        ChatCodec.StreamReader reader = codec.reader(request, collector);
        reader.read(ByteBuffer.wrap(answer));
        reader.end();
        assertEquals(Optional.empty(), collector.error());
        return collector.response();
    }

    private HttpResponse<byte[]> send(ChatRequest request) throws Exception {
        ByteBuffer body = codec.writeRequest(request, new Losses());
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        String method = request.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent";
        URI uri = URI.create("http://127.0.0.1:" + vendor.port() + "/v1beta/models/" + request.model() + method);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .header("x-goog-api-key", KEY)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }
}
