package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java SDK with the gateway as its base URL, against a strict server of the API. */
class OpenAiSdkIT {
    private static final String KEY = "sk-key-of-the-backend";
    private static final String ANSWER = "Hello from the fake.";
    private static final String MODEL = "gpt-4o-mini";
    private static final String LIMITED = "gpt-limited";
    private static final String ENDLESS = "gpt-endless";

    private static final String MANIFESTS =
            """
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: vendor, namespace: default}
            spec:
              ai: {provider: {openai: {}, host: 127.0.0.1, port: %1$d}}
              policies: {auth: {key: %2$s}}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: wrong-key, namespace: default}
            spec:
              ai: {provider: {openai: {}, host: 127.0.0.1, port: %1$d}}
              policies: {auth: {key: sk-not-the-key}}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: vendor, namespace: default}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /v1}}]
                backendRefs: [{name: vendor, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /wrong-key}}]
                backendRefs: [{name: wrong-key, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    /** For each endless stream, whether the gateway closed it within a second of the client's leaving. */
    private static final BlockingQueue<Boolean> LEFT = new LinkedBlockingQueue<>();

    private static FakeUpstream vendor;
    private static Gateway gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        vendor = FakeUpstream.start(OpenAiSdkIT::answer);
        gateway = Gateway.named("openai-sdk")
                .manifest("vendor.yaml", MANIFESTS.formatted(vendor.port(), KEY))
                .start();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(base("/v1"))
                .apiKey("sk-of-the-caller")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (gateway != null) {
            gateway.close();
        }
        vendor.close();
    }

    private static String base(String path) {
        return gateway.http().uri(path).toString();
    }

    private static OpenAIClient clientOf(String path) {
        return client.withOptions(options -> options.baseUrl(base(path)));
    }

    private static void answer(UpstreamRequest request, UpstreamResponse response) throws IOException {
        if (request.text().contains(LIMITED)) {
            response.json(
                    429,
                    "{\"error\":{\"message\":\"Rate limit reached.\",\"type\":\"tokens\",\"param\":null,"
                            + "\"code\":\"rate_limit_exceeded\"}}",
                    "Retry-After: 7",
                    "x-ratelimit-remaining-tokens: 0");
        } else if (request.text().contains(ENDLESS)) {
            response.events();
            response.event("{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"" + ENDLESS
                    + "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word\"},\"finish_reason\":null}]}");
            LEFT.add(response.awaitDisconnect(Duration.ofSeconds(20)));
        } else {
            new FakeOpenAi(KEY).answer(request, response);
        }
    }

    private static ChatCompletionCreateParams.Builder ask(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello?");
    }

    private static ChatCompletion accumulated(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    @Test
    void chats() {
        ChatCompletion completion =
                client.chat().completions().create(ask(MODEL).build()).validate();
        assertEquals(ANSWER, completion.choices().get(0).message().content().orElseThrow());
        assertEquals(14, completion.usage().orElseThrow().totalTokens());
        UpstreamRequest request = vendor.requests().get(vendor.requests().size() - 1);
        assertEquals("Bearer " + KEY, request.header("Authorization").orElseThrow());
    }

    @Test
    void streams() {
        ChatCompletion completion = accumulated(ask(MODEL).build());
        assertEquals(ANSWER, completion.choices().get(0).message().content().orElseThrow());
        assertEquals(
                ChatCompletion.Choice.FinishReason.STOP,
                completion.choices().get(0).finishReason());
        assertEquals(14, completion.usage().orElseThrow().totalTokens(), "the gateway asks for the usage");
    }

    @Test
    void callsToolsAndGivesTheirResults() {
        ChatCompletionCreateParams.Builder conversation = withTool(ask(MODEL));
        ChatCompletion call =
                client.chat().completions().create(conversation.build()).validate();
        assertEquals("The tool said: rain", answerToTool(conversation, call, false));
    }

    @Test
    void callsToolsInStreams() {
        ChatCompletionCreateParams.Builder conversation = withTool(ask(MODEL));
        ChatCompletion call = accumulated(conversation.build());
        assertEquals("The tool said: rain", answerToTool(conversation, call, true));
    }

    private static ChatCompletionCreateParams.Builder withTool(ChatCompletionCreateParams.Builder conversation) {
        return conversation.addFunctionTool(FunctionDefinition.builder()
                .name("weather")
                .description("The weather in a city")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build());
    }

    private static String answerToTool(
            ChatCompletionCreateParams.Builder conversation, ChatCompletion call, boolean stream) {
        ChatCompletion.Choice choice = call.choices().get(0);
        assertEquals(ChatCompletion.Choice.FinishReason.TOOL_CALLS, choice.finishReason());
        ChatCompletionMessageFunctionToolCall tool =
                choice.message().toolCalls().orElseThrow().get(0).asFunction();
        assertEquals("weather", tool.function().name());
        assertEquals(FakeOpenAi.TOOL_ARGUMENTS, tool.function().arguments());
        ChatCompletionCreateParams next = conversation
                .addMessage(choice.message())
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(tool.id())
                        .content("rain")
                        .build())
                .build();
        ChatCompletion answer =
                stream ? accumulated(next) : client.chat().completions().create(next);
        return answer.choices().get(0).message().content().orElseThrow();
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse response = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .input("text")
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());
        assertEquals(List.of(0.6f, -0.8f), response.data().get(0).embedding());
        assertEquals(2, response.usage().totalTokens());
    }

    @Test
    void listsAndRetrievesModels() {
        assertEquals(MODEL, client.models().list().data().get(0).id());
        assertEquals(MODEL, client.models().retrieve(MODEL).id());
        NotFoundException unknown =
                assertThrows(NotFoundException.class, () -> client.models().retrieve("gpt-0"));
        assertEquals("model_not_found", unknown.code().orElseThrow());
    }

    @Test
    void createsResponses() {
        Response response = client.responses().create(responseParams()).validate();
        assertEquals(ANSWER, text(response));
        assertEquals(14, response.usage().orElseThrow().totalTokens());
    }

    @Test
    void streamsResponses() {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        StringBuilder deltas = new StringBuilder();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(responseParams())) {
            stream.stream().map(accumulator::accumulate).forEach(event -> event.outputTextDelta()
                    .ifPresent(delta -> deltas.append(delta.delta())));
        }
        assertEquals(ANSWER, deltas.toString());
        assertEquals(ANSWER, text(accumulator.response()));
    }

    private static ResponseCreateParams responseParams() {
        return ResponseCreateParams.builder().model(MODEL).input("Hello?").build();
    }

    private static String text(Response response) {
        return response.output()
                .get(0)
                .asMessage()
                .content()
                .get(0)
                .asOutputText()
                .text();
    }

    @Test
    void aPathWithoutARouteIsNotFound() {
        OpenAIClient lost = clientOf("/nowhere");
        NotFoundException error = assertThrows(
                NotFoundException.class,
                () -> lost.chat().completions().create(ask(MODEL).build()));
        assertEquals("no_route", error.code().orElseThrow());
        assertEquals("invalid_request_error", error.type().orElseThrow());
    }

    @Test
    void aRefusedKeyIsUnauthorized() {
        OpenAIClient refused = clientOf("/wrong-key/v1");
        UnauthorizedException error = assertThrows(
                UnauthorizedException.class,
                () -> refused.chat().completions().create(ask(MODEL).build()));
        assertEquals("invalid_api_key", error.code().orElseThrow());
        assertThrows(
                UnauthorizedException.class,
                () -> refused.chat().completions().createStreaming(ask(MODEL).build()));
    }

    @Test
    void aRateLimitIsPassedOnWithItsHeaders() {
        RateLimitException error = assertThrows(
                RateLimitException.class,
                () -> client.chat().completions().create(ask(LIMITED).build()));
        assertEquals("rate_limit_exceeded", error.code().orElseThrow());
        assertEquals(List.of("7"), error.headers().values("Retry-After"));
        assertEquals(List.of("0"), error.headers().values("x-ratelimit-remaining-tokens"));
    }

    @Test
    void aRequestThatTheVendorRefusesIsABadRequest() {
        OpenAIServiceException error = assertThrows(BadRequestException.class, () -> client.chat()
                .completions()
                .create(ask(MODEL)
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId("call_nobody")
                                .content("rain")
                                .build())
                        .build()));
        assertTrue(error.getMessage().contains("A tool message answers no tool call."), error.getMessage());
    }

    @Test
    void anAbortedStreamEndsTheVendorsWithinASecond() throws Exception {
        LEFT.clear();
        long aborted;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask(ENDLESS).build())) {
            Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
            assertEquals(
                    "word", chunks.next().choices().get(0).delta().content().orElseThrow());
            aborted = System.nanoTime();
        }
        assertEquals(Boolean.TRUE, LEFT.poll(10, TimeUnit.SECONDS), "the vendor saw its client leave");
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - aborted);
        assertTrue(millis < 1_000, "it took " + millis + " ms");
    }

    @Test
    void isCountedAndLoggedWithoutItsContent() throws Exception {
        String model = "gpt-counted";
        accumulated(ask(model).build());
        client.chat().completions().create(ask(model).build());
        String metrics = Await.until(
                Gateway.LIVE,
                () -> gateway.admin().get("/metrics").body(),
                page -> sum(page, "client_token_usage_count", model, "gen_ai_token_type=\"output\"") == 2);
        assertEquals(18, sum(metrics, "client_token_usage_sum", model, "gen_ai_token_type=\"input\""));
        assertEquals(10, sum(metrics, "client_token_usage_sum", model, "gen_ai_token_type=\"output\""));
        assertEquals(2, sum(metrics, "server_request_duration_count", model, ""));
        assertEquals(1, sum(metrics, "server_time_to_first_token_count", model, ""));
        assertEquals(1, sum(metrics, "server_time_per_output_token_count", model, ""));

        Path file = gateway.data().resolve("log/access.log");
        String log = Await.until(
                Gateway.LIVE,
                () -> Files.readString(file),
                text -> text.lines().filter(line -> line.contains(model)).count() == 2);
        assertFalse(log.contains("Hello"), "neither questions nor answers are logged");
    }

    /** The sum of the GenAI samples of a name and a model whose labels contain a text. */
    private static double sum(String metrics, String name, String model, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith("agentgateway_gen_ai_" + name + "{"))
                .filter(line -> line.contains("gen_ai_request_model=\"" + model + "\"") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
