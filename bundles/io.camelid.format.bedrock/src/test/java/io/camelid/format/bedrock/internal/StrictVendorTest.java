package io.camelid.format.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
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
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.chat.RandomChat;
import io.camelid.testkit.upstream.FakeBedrock;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codec writes, a strict Bedrock takes, and its answers mean what they should. */
class StrictVendorTest {
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-20250514-v1:0";
    private static final List<Turn> HI = List.of(Turn.user(new Part.Text("Hi")));
    private static final Tool WEATHER = Tool.of("get.weather", "Tells the weather.", new Json("{}"));

    private static FakeUpstream upstream;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ChatCodec codec = new ConverseCodec(InstantSource.system());

    @BeforeAll
    static void start() throws IOException {
        upstream = FakeUpstream.start(new FakeBedrock("", "", ""));
    }

    @AfterAll
    static void stop() throws IOException {
        upstream.close();
    }

    private HttpResponse<byte[]> send(ChatRequest request) throws Exception {
        ByteBuffer body = codec.writeRequest(request, new Losses());
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        String path = "/model/" + URLEncoder.encode(request.model(), StandardCharsets.UTF_8)
                + (request.stream() ? ConverseFormat.CONVERSE_STREAM : ConverseFormat.CONVERSE);
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The same answer, whole and streamed. */
    private ChatResponse answer(ChatRequest.Builder request) throws Exception {
        ChatRequest wholeRequest = request.stream(false).build();
        HttpResponse<byte[]> whole = send(wholeRequest);
        assertEquals(200, whole.statusCode(), () -> new String(whole.body(), StandardCharsets.UTF_8));
        ChatResponse answer = codec.readResponse(ByteBuffer.wrap(whole.body()), wholeRequest);
        ChatRequest streamRequest = request.stream(true).build();
        HttpResponse<byte[]> stream = send(streamRequest);
        assertEquals(
                codec.streamType(), stream.headers().firstValue("Content-Type").orElseThrow());
        ChatCollector collector = new ChatCollector();
        ChatCodec.StreamReader reader = codec.reader(streamRequest, collector);
        reader.read(ByteBuffer.wrap(stream.body()));
        reader.end();
        assertTrue(collector.isWhole());
        assertEquals(answer, collector.response());
        return answer;
    }

    private static ChatRequest.Builder request() {
        return ChatRequest.builder().model(CLAUDE).turns(HI);
    }

    private static List<Part> parts(ChatResponse answer) {
        return answer.candidates().get(0).parts();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CLAUDE,
                "anthropic.claude-opus-4-6-v1",
                "eu.amazon.nova-2-lite-v1:0",
                "amazon.nova-pro-v1:0",
                "openai.gpt-oss-120b-1:0",
                "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3"
            })
    void takesRandomConversations(String model) throws Exception {
        for (long seed = 0; seed < 60; seed++) {
            ChatRequest request =
                    new RandomChat(seed).request().toBuilder().model(model).build();
            HttpResponse<byte[]> response = send(request);
            String body = new String(response.body(), StandardCharsets.UTF_8);
            assertEquals(200, response.statusCode(), () -> body + " for " + request);
        }
    }

    @Test
    void says() throws Exception {
        ChatResponse answer = answer(request());
        assertEquals(List.of(new Part.Text("Hello from the fake.")), parts(answer));
        assertEquals(FinishReason.STOP, answer.candidates().get(0).reason());
        assertEquals(new Usage(9, 5, 4, 0, -1), answer.usage());
        assertEquals(CLAUDE, answer.model());
    }

    @Test
    void usesTools() throws Exception {
        ChatResponse answer = answer(request().tools(List.of(WEATHER)));
        Part.ToolCall call = assertInstanceOf(Part.ToolCall.class, parts(answer).get(0));
        assertEquals("get.weather", call.name());
        assertEquals(FakeBedrock.TOOL_ARGUMENTS, call.arguments().text());
        assertEquals(FinishReason.TOOL_CALLS, answer.candidates().get(0).reason());
        ChatRequest.Builder next = request()
                .turns(List.of(
                        HI.get(0),
                        Turn.assistant(call),
                        Turn.user(
                                new Part.Text("Well?"),
                                new Part.ToolResult(call.id(), "", List.of(new Part.Text("rain")), false))));
        assertEquals(List.of(new Part.Text("The tool said: rain")), parts(answer(next.tools(List.of(WEATHER)))));
        assertEquals(List.of(new Part.Text("The tool said: rain")), parts(answer(next.tools(List.of()))));
    }

    @Test
    void thinksAndKeepsItsThoughts() throws Exception {
        ChatRequest.Builder request = request()
                .tools(List.of(WEATHER))
                .reasoning(Optional.of(ReasoningControl.of(ReasoningControl.Effort.MEDIUM)));
        List<Part> parts = parts(answer(request));
        assertEquals(
                new Part.Reasoning("Let me think.", Optional.of(new Signature("anthropic", "c2lnbmF0dXJl"))),
                parts.get(0));
        Part.ToolCall call = assertInstanceOf(Part.ToolCall.class, parts.get(1));
        Turn result = Turn.user(new Part.ToolResult(call.id(), "", List.of(new Part.Text("rain")), true));
        ChatResponse next =
                answer(request.turns(List.of(HI.get(0), Turn.assistant(parts.toArray(Part[]::new)), result)));
        assertEquals(2, parts(next).size());
    }

    @Test
    void answersInJson() throws Exception {
        ChatResponse anyShape = answer(request().outputFormat(new OutputFormat.JsonObject()));
        assertEquals(List.of(new Part.Text(FakeBedrock.TOOL_ARGUMENTS)), parts(anyShape));
        assertEquals(FinishReason.STOP, anyShape.candidates().get(0).reason());
        OutputFormat schema = new OutputFormat.JsonSchema(
                "sky",
                Optional.of("The sky."),
                new Json("{\"type\":\"object\",\"properties\":{\"sky\":{\"type\":\"string\",\"maxLength\":9}}}"),
                Optional.of(true));
        assertEquals(
                List.of(new Part.Text(FakeBedrock.JSON_ANSWER)),
                parts(answer(request().outputFormat(schema))));
    }

    @Test
    void tellsErrors() throws Exception {
        HttpResponse<byte[]> throttled =
                send(request().model("amazon." + FakeBedrock.THROTTLED).build());
        LlmError error = new ConverseFormat().readError(throttled.statusCode(), ByteBuffer.wrap(throttled.body()));
        assertEquals(429, error.status());
        assertEquals(ErrorKind.RATE_LIMITED, error.kind());
        ChatRequest failing = request().model("amazon." + FakeBedrock.FAILING_STREAM).stream(true)
                .build();
        ChatCollector collector = new ChatCollector();
        ChatCodec.StreamReader reader = codec.reader(failing, collector);
        reader.read(ByteBuffer.wrap(send(failing).body()));
        reader.end();
        assertEquals("The model broke off.", collector.error().orElseThrow().message());
    }
}
