package io.camelid.provider.demo.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.LocalAnswer;
import io.camelid.spi.provider.LocalCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.testkit.ProviderConformance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoProviderTest extends ProviderConformance {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello  there\"}]%s}";
    private static final String WEATHER =
            """
            {"messages":[{"role":"user","content":"%s"}],%s "tools":[
             {"type":"function","function":{"name":"send_mail","parameters":{"type":"object"}}},
             {"type":"function","function":{"name":"get_weather","parameters":{"type":"object",
              "properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["C","F"]},"x":{"type":"string"}},
              "required":["city","unit"]}}}]}
            """;

    private final DemoProvider provider = new DemoProvider();
    private final List<ProviderTarget> targets = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (ProviderTarget target : targets) {
            target.close();
        }
        provider.deactivate();
    }

    @Override
    protected LlmProvider provider() {
        return provider;
    }

    @Test
    void answersHonestlyAndQuotesTheUser() throws Exception {
        JsonNode answer = json(200, ask("demo", HELLO.formatted("")));
        JsonNode choice = answer.path("choices").path(0);
        String text = choice.path("message").path("content").asText();
        assertTrue(text.contains("made up"), text);
        assertTrue(text.contains("“Hello there”"), text);
        assertEquals("stop", choice.path("finish_reason").asText());
        assertEquals("demo", answer.path("model").asText());
        assertEquals(2, answer.path("usage").path("prompt_tokens").asInt());
        assertEquals(
                text.split(" ").length,
                answer.path("usage").path("completion_tokens").asInt());
    }

    @Test
    void streamsTheSameAnswerWordByWord() throws Exception {
        LocalAnswer answer =
                ask("demo", HELLO.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        assertEquals("text/event-stream", header(answer, "Content-Type"));
        List<JsonNode> events = events(read(answer));
        String whole = json(200, ask("demo", HELLO.formatted("")))
                .at("/choices/0/message/content")
                .asText();
        assertEquals("assistant", events.get(0).at("/choices/0/delta/role").asText());
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at("/choices/0/delta/content").asText()));
        assertEquals(whole, text.toString());
        assertEquals(whole.split(" ").length + 3, events.size(), "role, words, end, usage");
        assertEquals(
                "stop",
                events.get(events.size() - 2).at("/choices/0/finish_reason").asText());
        JsonNode last = events.get(events.size() - 1);
        assertTrue(last.path("choices").isEmpty());
        assertEquals(2, last.at("/usage/prompt_tokens").asInt());
    }

    @Test
    void tellsUsageOnlyWhenAsked() throws Exception {
        List<JsonNode> events = events(read(ask("demo", HELLO.formatted(",\"stream\":true"))));
        events.forEach(event -> assertFalse(event.has("usage")));
    }

    @Test
    void isAskedForTheUsageOfAStream() throws Exception {
        try (ProviderTarget target = provider.open(
                new TargetConfig("demo", Optional.empty(), Settings.NONE, Auth.DEFAULT, EndpointOverride.NONE))) {
            assertEquals(
                    List.of(new RequestEdit.Default("stream_options", "{\"include_usage\":true}")),
                    target.edits(call(true)));
            assertEquals(List.of(), target.edits(call(false)));
        }
    }

    private static LlmCall call(boolean stream) {
        return new LlmCall(
                Operation.CHAT, FormatId.COMPLETIONS, "demo", stream, "POST", Optional.empty(), "", Headers.none());
    }

    @Test
    void keepsToTheLimitOfTokens() throws Exception {
        JsonNode answer = json(200, ask("demo", HELLO.formatted(",\"max_tokens\":500,\"max_completion_tokens\":3")));
        assertEquals("This answer is ", answer.at("/choices/0/message/content").asText());
        assertEquals("length", answer.at("/choices/0/finish_reason").asText());
        assertEquals(3, answer.at("/usage/completion_tokens").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "What is the weather in Oslo?| | get_weather",
                "Use any tool| | send_mail",
                "Hello| | ",
                "What is the weather?|\"tool_choice\":\"none\",| ",
                "Hello|\"tool_choice\":\"required\",| send_mail",
                "Hello|\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}},| get_weather",
            },
            delimiter = '|')
    void callsTheToolThatIsWanted(String text, String choice, String tool) throws Exception {
        String request = WEATHER.formatted(text, choice == null ? "" : choice);
        JsonNode whole = json(200, ask("demo", request)).at("/choices/0");
        JsonNode call = whole.at("/message/tool_calls/0");
        assertEquals(
                tool == null ? "stop" : "tool_calls",
                whole.path("finish_reason").asText());
        assertEquals(tool == null ? "" : tool, call.at("/function/name").asText());

        String streaming = request.replaceFirst("\\{", "{\"stream\":true,");
        List<JsonNode> events = events(read(ask("demo", streaming)));
        StringBuilder arguments = new StringBuilder();
        events.forEach(event -> arguments.append(
                event.at("/choices/0/delta/tool_calls/0/function/arguments").asText()));
        assertEquals(call.at("/function/arguments").asText(), arguments.toString());
        if ("get_weather".equals(tool)) {
            assertEquals("{\"city\":\"demo\",\"unit\":\"C\"}", arguments.toString());
        }
    }

    @Test
    void quotesTheResultOfATool() throws Exception {
        String request =
                """
                {"messages":[{"role":"user","content":"weather?"},{"role":"assistant","tool_calls":[]},
                 {"role":"tool","content":"12 °C"},{"role":"tool","content":[{"type":"text","text":"rain"}]}],
                 "tools":[{"type":"function","function":{"name":"get_weather"}}]}
                """;
        String text =
                json(200, ask("demo", request)).at("/choices/0/message/content").asText();
        assertTrue(text.startsWith("The tool said: “12 °C rain”"), text);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 500, 503, 529})
    void answersTheErrorThatIsAskedFor(int status) throws Exception {
        LocalAnswer answer = ask("demo-" + status, HELLO.formatted(",\"stream\":true"));
        assertEquals(status == 429 ? "2" : "", header(answer, "Retry-After"));
        JsonNode error = json(status, answer).path("error");
        assertEquals("demo_" + status, error.path("code").asText());
        assertTrue(error.path("message").asText().contains("asked for"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "not json| invalid_json| null",
                "[]| invalid_json| null",
                "{}| missing_required_parameter| messages",
                "{\"messages\":[]}| missing_required_parameter| messages",
                "{\"messages\":[{}],\"tool_choice\":{\"function\":{\"name\":\"f\"}}}| invalid_value| tool_choice",
            })
    void refusesWhatTheApiWouldRefuse(String body, String code, String param) throws Exception {
        JsonNode error = json(400, ask("demo", body)).path("error");
        assertEquals(code, error.path("code").asText());
        assertEquals(param, error.path("param").asText());
        assertEquals("invalid_request_error", error.path("type").asText());
    }

    @Test
    void refusesBodiesThatWouldMakeLargeTrees() throws Exception {
        String large = "{\"messages\":[" + "[],".repeat(2_000_000) + "[]]}";
        assertEquals(
                "body_too_large",
                json(400, ask("demo", large)).at("/error/code").asText());
    }

    @Test
    void breaksOffAmidTheContent() throws Exception {
        for (String more : List.of("", ",\"stream\":true")) {
            BodyReader reader = new BodyReader(Long.MAX_VALUE);
            ask("demo-broken", HELLO.formatted(more)).body().subscribe(reader);
            ExecutionException broken = assertThrows(ExecutionException.class, reader::await);
            assertTrue(broken.getCause() instanceof IOException);
            assertTrue(reader.text().contains("made"), reader.text());
            assertFalse(reader.text().contains("unwell"), reader.text());
        }
    }

    @Test
    void hangsUntilNobodyWaits() throws Exception {
        CompletableFuture<LocalAnswer> answer = start("demo-hang", Operation.CHAT, HELLO.formatted(""));
        assertThrows(TimeoutException.class, () -> answer.get(200, TimeUnit.MILLISECONDS));
        assertTrue(answer.cancel(false));
    }

    @Test
    void knowsItsModels() {
        assertEquals(Duration.ofMillis(500), DemoModel.named("demo-slow", 40).pause());
        assertEquals(Duration.ofMillis(25), DemoModel.named("demo", 40).pause());
        assertEquals(Duration.ofMillis(25), DemoModel.named("gpt-4o", 40).pause());
        assertEquals(
                Duration.ofSeconds(10), DemoModel.named("demo-slow-start", 40).headStart());
        assertFalse(DemoModel.named("demo-200", 40).isError());
    }

    @Test
    void keepsThePace() throws Exception {
        long start = System.nanoTime();
        read(ask("demo", HELLO.formatted(",\"stream\":true,\"max_tokens\":11"), 100));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(Duration.ofMillis(110)) >= 0, took.toString());
    }

    @Test
    void sendsNoFasterThanItIsAskedAndStopsWhenItIsLeft() throws Exception {
        BodyReader reader = new BodyReader(0);
        ask("demo", HELLO.formatted(",\"stream\":true"), 1_000).body().subscribe(reader);
        reader.request(3);
        reader.awaitPieces(3);
        assertThrows(TimeoutException.class, () -> reader.awaitPieces(4, Duration.ofMillis(100)));
        reader.request(1);
        reader.awaitPieces(4);
        reader.cancel();
        reader.request(100);
        assertThrows(TimeoutException.class, () -> reader.awaitPieces(5, Duration.ofMillis(100)));
    }

    @Test
    void feedsManyStreamsOnOneThread() throws Exception {
        long before = threads();
        List<BodyReader> readers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            BodyReader reader = new BodyReader(Long.MAX_VALUE);
            ask("demo", HELLO.formatted(",\"stream\":true,\"max_tokens\":10"), 200)
                    .body()
                    .subscribe(reader);
            readers.add(reader);
        }
        for (BodyReader reader : readers) {
            reader.await();
            assertTrue(reader.text().endsWith("data: [DONE]\n\n"));
        }
        assertTrue(threads() <= before + 1, threads() + " threads");
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("camelid-demo"))
                .count();
    }

    @Test
    void finishesWhatIsUnderWayAfterItIsRemoved() throws Exception {
        DemoProvider removed = new DemoProvider();
        ProviderTarget target = removed.open(config(1_000));
        LocalAnswer answer = ask(target, "demo", Operation.CHAT, HELLO.formatted(",\"stream\":true"))
                .get(10, TimeUnit.SECONDS);
        removed.deactivate();
        assertTrue(read(answer).endsWith("data: [DONE]\n\n"));
        target.close();
        target.close();
    }

    @Test
    void theThreadEndsWithTheLastHolder() {
        DemoTimer timer = new DemoTimer();
        DemoTarget target = new DemoTarget(timer, 40);
        timer.release();
        assertFalse(timer.isOver());
        target.close();
        target.close();
        assertTrue(timer.isOver());
    }

    @Test
    void listsItsModels() throws Exception {
        JsonNode list = json(200, start("", Operation.MODELS, "").get(10, TimeUnit.SECONDS));
        assertEquals(DemoModel.NAMES, list.path("data").findValuesAsText("id"));
        assertEquals(
                "demo-slow",
                json(200, start("demo-slow", Operation.MODELS, "").get(10, TimeUnit.SECONDS))
                        .path("id")
                        .asText());
        assertEquals(
                "model_not_found",
                json(404, start("gpt-4o", Operation.MODELS, "").get(10, TimeUnit.SECONDS))
                        .at("/error/code")
                        .asText());
    }

    @Test
    void embedsTheSameTextTheSameWay() throws Exception {
        JsonNode answer = embed("{\"input\":[\"red apple\",\"red pear\",\"Red apple\",\"\"],\"dimensions\":64}");
        JsonNode data = answer.path("data");
        assertEquals(64, data.at("/0/embedding").size());
        assertEquals(data.at("/0/embedding"), data.at("/2/embedding"));
        assertNotEquals(data.at("/0/embedding"), data.at("/1/embedding"));
        assertEquals(1, product(data.at("/0/embedding"), data.at("/0/embedding")), 1e-5);
        assertTrue(product(data.at("/0/embedding"), data.at("/1/embedding")) > 0.2, "a word in common");
        assertEquals(6, answer.at("/usage/prompt_tokens").asInt());
    }

    @Test
    void embedsInBase64AndFromTokens() throws Exception {
        JsonNode coded = embed("{\"input\":\"a\",\"encoding_format\":\"base64\",\"dimensions\":2}");
        byte[] bytes = Base64.getDecoder().decode(coded.at("/data/0/embedding").asText());
        assertEquals(8, bytes.length);
        assertEquals(1, embed("{\"input\":[1,2]}").path("data").size());
        assertEquals(2, embed("{\"input\":[[1],[2]]}").path("data").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"input\":[]}", "{\"input\":\"a\",\"dimensions\":100000}"})
    void refusesWhatCannotBeEmbedded(String body) throws Exception {
        json(400, start("demo", Operation.EMBEDDINGS, body).get(10, TimeUnit.SECONDS));
    }

    @Test
    void refusesAPaceThatIsNone() {
        assertThrows(LlmException.class, () -> provider.open(config(0)));
        assertThrows(LlmException.class, () -> provider.open(config(1_001)));
    }

    private static double product(JsonNode a, JsonNode b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.get(i).asDouble() * b.get(i).asDouble();
        }
        return sum;
    }

    private JsonNode embed(String body) throws Exception {
        return json(200, start("demo", Operation.EMBEDDINGS, body).get(10, TimeUnit.SECONDS));
    }

    private LocalAnswer ask(String model, String body) throws Exception {
        return ask(model, body, 1_000);
    }

    private LocalAnswer ask(String model, String body, long pace) throws Exception {
        return ask(open(pace), model, Operation.CHAT, body).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<LocalAnswer> start(String model, Operation operation, String body) throws Exception {
        return ask(open(1_000), model, operation, body);
    }

    private ProviderTarget open(long pace) throws LlmException {
        ProviderTarget target = provider.open(config(pace));
        targets.add(target);
        return target;
    }

    private static TargetConfig config(long pace) {
        return new TargetConfig(
                "demo",
                Optional.empty(),
                new Settings(Map.of("tokensPerSecond", pace)),
                Auth.DEFAULT,
                EndpointOverride.NONE);
    }

    private static CompletableFuture<LocalAnswer> ask(
            ProviderTarget target, String model, Operation operation, String body) throws LlmException {
        FormatId format = target.formats(operation, model).get(0);
        LlmCall call = new LlmCall(operation, format, model, false, "POST", Optional.empty(), "", Headers.none());
        LocalCall local = (LocalCall) target.prepare(call);
        return local.responder()
                .answer(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)))
                .toCompletableFuture();
    }

    private static String header(LocalAnswer answer, String name) {
        return answer.headers().stream()
                .filter(field -> field.name().equals(name))
                .map(HeaderField::value)
                .findFirst()
                .orElse("");
    }

    private static String read(LocalAnswer answer) throws Exception {
        BodyReader reader = new BodyReader(Long.MAX_VALUE);
        answer.body().subscribe(reader);
        reader.await();
        return reader.text();
    }

    private static JsonNode json(int status, LocalAnswer answer) throws Exception {
        assertEquals(status, answer.status());
        assertEquals("application/json", header(answer, "Content-Type"));
        return JSON.readTree(read(answer));
    }

    private static List<JsonNode> events(String stream) throws Exception {
        assertTrue(stream.endsWith("data: [DONE]\n\n"), stream);
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            String data = event.substring("data: ".length());
            if (!data.equals("[DONE]")) {
                events.add(JSON.readTree(data));
            }
        }
        return events;
    }
}
