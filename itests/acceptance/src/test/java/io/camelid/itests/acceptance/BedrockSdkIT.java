package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.UpstreamRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeBaseClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentFormat;
import software.amazon.awssdk.services.bedrockruntime.model.ImageFormat;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningTextBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** AWS's own Java SDK for Bedrock with the gateway as its endpoint, against strict servers of every vendor's API. */
class BedrockSdkIT {
    private static final String CALLER = "AKIACALLER";
    private static final String CALLERS_TOKEN = "callers-session-token";
    /** Of whom nothing can be learnt beyond what those who speak the same tell. */
    private static final String OTHERS = "AZURE.*|CUSTOM";

    private static final String ANSWER = "Hello from the fake.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final ToolConfiguration WEATHER = ToolConfiguration.builder()
            .tools(Tool.fromToolSpec(spec -> spec.name("weather")
                    .description("The weather in a city")
                    .inputSchema(schema -> schema.json(Document.mapBuilder()
                            .putString("type", "object")
                            .putMap(
                                    "properties",
                                    properties -> properties.putMap("city", city -> city.putString("type", "string")))
                            .putList("required", required -> required.addString("city"))
                            .build()))))
            .build();

    private static final Map<SdkVendor, BedrockRuntimeClient> CLIENTS = new EnumMap<>(SdkVendor.class);
    private static final Map<SdkVendor, BedrockRuntimeAsyncClient> STREAMING = new EnumMap<>(SdkVendor.class);
    private static SdkBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new SdkBed("bedrock-sdk");
        for (SdkVendor vendor : SdkVendor.values()) {
            CLIENTS.put(
                    vendor,
                    configured(BedrockRuntimeClient.builder(), bed.url(vendor)).build());
            STREAMING.put(
                    vendor,
                    configured(BedrockRuntimeAsyncClient.builder(), bed.url(vendor))
                            .build());
        }
    }

    private static <B extends BedrockRuntimeBaseClientBuilder<B, ?>> B configured(B builder, String url) {
        return builder.endpointOverride(URI.create(url))
                .region(Region.US_WEST_2)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(CALLER, "callers-secret", CALLERS_TOKEN)))
                .overrideConfiguration(client -> client.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    }

    @AfterAll
    static void stop() throws Exception {
        CLIENTS.values().forEach(BedrockRuntimeClient::close);
        STREAMING.values().forEach(BedrockRuntimeAsyncClient::close);
        if (bed != null) {
            bed.close();
        }
    }

    @AfterEach
    void noVendorSawTheCallersCredentials() {
        bed.noVendorSaw(CALLER);
        bed.noVendorSaw(CALLERS_TOKEN);
    }

    /** What a conversation goes on with: everything but the messages, and those. */
    private static ConverseRequest.Builder ask(String model, Message... messages) {
        return ConverseRequest.builder()
                .modelId(model)
                .messages(messages)
                .inferenceConfig(
                        InferenceConfiguration.builder().maxTokens(4096).build());
    }

    private static Message user(ContentBlock... content) {
        return Message.builder().role(ConversationRole.USER).content(content).build();
    }

    private static Message hello() {
        return user(ContentBlock.fromText("Hello?"));
    }

    /** An answer in whichever way it came. */
    private record Answer(List<ContentBlock> content, StopReason stopReason, TokenUsage usage) {
        static Answer of(SdkVendor vendor, boolean stream, ConverseRequest request) {
            if (!stream) {
                ConverseResponse response = CLIENTS.get(vendor).converse(request);
                return new Answer(response.output().message().content(), response.stopReason(), response.usage());
            }
            Events events = new Events();
            try {
                STREAMING
                        .get(vendor)
                        .converseStream(streamed(request), events.handler())
                        .join();
            } catch (CompletionException failure) {
                throw assertInstanceOf(BedrockRuntimeException.class, failure.getCause());
            }
            return events.answer();
        }

        String text() {
            return content.stream()
                    .filter(block -> block.text() != null)
                    .map(ContentBlock::text)
                    .collect(Collectors.joining());
        }

        List<ToolUseBlock> calls() {
            return content.stream()
                    .filter(block -> block.toolUse() != null)
                    .map(ContentBlock::toolUse)
                    .toList();
        }

        Message asTurn() {
            return Message.builder()
                    .role(ConversationRole.ASSISTANT)
                    .content(content)
                    .build();
        }

        /** The user's next turn, with a result for each call in their order. */
        Message results(String... results) {
            List<ContentBlock> blocks = new ArrayList<>();
            for (ToolUseBlock call : calls()) {
                String result = results[blocks.size()];
                blocks.add(ContentBlock.fromToolResult(
                        answer -> answer.toolUseId(call.toolUseId()).content(ToolResultContentBlock.fromText(result))));
            }
            return user(blocks.toArray(ContentBlock[]::new));
        }
    }

    /** Puts a stream's events together, as every client of Bedrock must. */
    private static final class Events {
        private final SortedMap<Integer, ContentBlock> blocks = new TreeMap<>();
        private final Map<Integer, String> inputs = new TreeMap<>();
        private StopReason stopReason;
        private TokenUsage usage;
        private int deltas;

        ConverseStreamResponseHandler handler() {
            return ConverseStreamResponseHandler.builder()
                    .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                            .onContentBlockStart(start -> blocks.put(
                                    start.contentBlockIndex(), ContentBlock.fromToolUse(call -> call.toolUseId(
                                                    start.start().toolUse().toolUseId())
                                            .name(start.start().toolUse().name()))))
                            .onContentBlockDelta(delta -> add(delta.contentBlockIndex(), delta.delta()))
                            .onMessageStop(stop -> stopReason = stop.stopReason())
                            .onMetadata(metadata -> usage = metadata.usage())
                            .build())
                    .build();
        }

        private void add(int index, ContentBlockDelta delta) {
            deltas++;
            if (delta.toolUse() != null) {
                inputs.merge(index, delta.toolUse().input(), String::concat);
                return;
            }
            ContentBlock before =
                    blocks.getOrDefault(index, ContentBlock.builder().text("").build());
            if (delta.text() != null) {
                blocks.put(index, ContentBlock.fromText(before.text() + delta.text()));
                return;
            }
            ReasoningTextBlock.Builder thought = before.reasoningContent() == null
                    ? ReasoningTextBlock.builder().text("")
                    : before.reasoningContent().reasoningText().toBuilder();
            String text = thought.build().text();
            if (delta.reasoningContent().text() != null) {
                thought.text(text + delta.reasoningContent().text());
            } else {
                thought.signature(delta.reasoningContent().signature());
            }
            blocks.put(index, ContentBlock.fromReasoningContent(content -> content.reasoningText(thought.build())));
        }

        Answer answer() {
            inputs.forEach((index, input) -> blocks.computeIfPresent(
                    index,
                    (same, block) -> ContentBlock.fromToolUse(
                            block.toolUse().toBuilder().input(document(input)).build())));
            return new Answer(List.copyOf(blocks.values()), stopReason, usage);
        }

        private static Document document(String json) {
            try {
                Document.MapBuilder map = Document.mapBuilder();
                for (Map.Entry<String, JsonNode> member : JSON.readTree(json).properties()) {
                    map.putString(member.getKey(), member.getValue().textValue());
                }
                return map.build();
            } catch (JsonProcessingException malformed) {
                throw new AssertionError(json, malformed);
            }
        }
    }

    private static ConverseStreamRequest streamed(ConverseRequest request) {
        return ConverseStreamRequest.builder()
                .modelId(request.modelId())
                .messages(request.messages())
                .system(request.system())
                .inferenceConfig(request.inferenceConfig())
                .toolConfig(request.toolConfig())
                .additionalModelRequestFields(request.additionalModelRequestFields())
                .build();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void converses(SdkVendor vendor) {
        ConverseRequest request = ask(vendor.model(), hello())
                .system(SystemContentBlock.fromText("Be brief."))
                .inferenceConfig(
                        config -> config.maxTokens(4096).temperature(0.5f).stopSequences("END"))
                .build();
        check(Answer.of(vendor, false, request));
        String sent = bed.last(vendor).text();
        for (String said : List.of("Hello?", "Be brief.", "4096", "0.5", "END")) {
            assertTrue(sent.contains(said), () -> said + " in " + sent);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void streams(SdkVendor vendor) {
        Events events = new Events();
        STREAMING
                .get(vendor)
                .converseStream(streamed(ask(vendor.model(), hello()).build()), events.handler())
                .join();
        check(events.answer());
        assertEquals(5, events.deltas);
    }

    private static void check(Answer answer) {
        assertEquals(ANSWER, answer.text());
        assertEquals(StopReason.END_TURN, answer.stopReason());
        assertEquals(5, answer.usage().inputTokens());
        assertEquals(4, answer.usage().cacheReadInputTokens());
        assertEquals(5, answer.usage().outputTokens());
        assertEquals(14, answer.usage().totalTokens());
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, false", "OPENAI, true",
        "ANTHROPIC, false", "ANTHROPIC, true",
        "GEMINI, false", "GEMINI, true",
        "VERTEX_GEMINI, false", "VERTEX_GEMINI, true",
        "BEDROCK, false", "BEDROCK, true"
    })
    void callsToolsAndGivesTheirResults(SdkVendor vendor, boolean stream) {
        Message question = user(ContentBlock.fromText("The weather in " + FakeOpenAi.TWO_CITIES + "?"));
        Answer calls = Answer.of(
                vendor,
                stream,
                ask(vendor.model(), question).toolConfig(WEATHER).build());
        assertEquals(StopReason.TOOL_USE, calls.stopReason());
        assertEquals(
                List.of("Oslo", "Rome"),
                calls.calls().stream()
                        .map(call -> call.input().asMap().get("city").asString())
                        .toList());
        Answer answer = Answer.of(
                vendor,
                stream,
                ask(vendor.model(), question, calls.asTurn(), calls.results("rain", "sun"))
                        .toolConfig(WEATHER)
                        .build());
        assertEquals("The tool said: rain, sun", answer.text());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void showsPicturesAndDocuments(SdkVendor vendor) {
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};
        byte[] document = {'%', 'P', 'D', 'F', '-', '1', '.', '7', 4, 5};
        Message message = user(
                ContentBlock.fromImage(image ->
                        image.format(ImageFormat.PNG).source(source -> source.bytes(SdkBytes.fromByteArray(picture)))),
                ContentBlock.fromDocument(paper -> paper.format(DocumentFormat.PDF)
                        .name("paper")
                        .source(source -> source.bytes(SdkBytes.fromByteArray(document)))),
                ContentBlock.fromText("What is it?"));
        assertEquals(
                ANSWER,
                Answer.of(vendor, false, ask(vendor.model(), message).build()).text());
        String sent = bed.last(vendor).text();
        assertTrue(sent.contains(Base64.getEncoder().encodeToString(picture)), sent);
        assertTrue(sent.contains(Base64.getEncoder().encodeToString(document)), sent);
    }

    @Test
    void aGuardrailIsBedrocksAndOthersSayThatTheyHaveNone() {
        ConverseResponse guarded = guarded(SdkVendor.BEDROCK);
        assertTrue(
                guarded.sdkHttpResponse().firstMatchingHeader("x-camelid-lossy").isEmpty());
        String sent = bed.last(SdkVendor.BEDROCK).text();
        assertTrue(sent.contains("\"guardrailIdentifier\":\"gr-1\""), sent);

        ConverseResponse unguarded = guarded(SdkVendor.ANTHROPIC);
        assertTrue(unguarded
                .sdkHttpResponse()
                .firstMatchingHeader("x-camelid-lossy")
                .orElse("")
                .contains("guardrailConfig"));
    }

    private static ConverseResponse guarded(SdkVendor vendor) {
        return CLIENTS.get(vendor)
                .converse(ask(vendor.model(), hello())
                        .guardrailConfig(guardrail ->
                                guardrail.guardrailIdentifier("gr-1").guardrailVersion("2"))
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "BEDROCK, us.anthropic.claude-sonnet-4-5-20250929-v1:0, false, c2lnbmF0dXJl",
        "BEDROCK, us.anthropic.claude-sonnet-4-5-20250929-v1:0, true, c2lnbmF0dXJl",
        "ANTHROPIC, claude-sonnet-4-5, false, c2lnbmF0dXJl",
        "ANTHROPIC, claude-sonnet-4-5, true, c2lnbmF0dXJl",
        "GEMINI, gemini-3-pro-preview, false, ZmFrZS1zaWduYXR1cmU=",
        "GEMINI, gemini-3-pro-preview, true, ZmFrZS1zaWduYXR1cmU="
    })
    void thoughtsAndTheirSignaturesGoRound(SdkVendor vendor, String model, boolean stream, String signature) {
        Document thinking = Document.mapBuilder()
                .putMap("thinking", config -> config.putString("type", "enabled")
                        .putNumber("budget_tokens", 2048))
                .build();
        Message question = user(ContentBlock.fromText("The weather?"));
        Answer thought = Answer.of(
                vendor,
                stream,
                ask(model, question)
                        .toolConfig(WEATHER)
                        .additionalModelRequestFields(thinking)
                        .build());
        assertEquals(
                "Let me think.",
                thought.content().get(0).reasoningContent().reasoningText().text());
        Answer answer = Answer.of(
                vendor,
                stream,
                ask(model, question, thought.asTurn(), thought.results("rain"))
                        .toolConfig(WEATHER)
                        .additionalModelRequestFields(thinking)
                        .build());
        assertEquals("The tool said: rain", answer.text());
        assertTrue(bed.last(vendor).text().contains(signature), bed.last(vendor)::text);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.MATCH_NONE,
            names = {OTHERS, "OPENAI"})
    void countsTokens(SdkVendor vendor) {
        assertTrue(count(vendor) >= 9);
    }

    @Test
    void whoCannotCountSaysSo() {
        assertThrows(ValidationException.class, () -> count(SdkVendor.OPENAI));
    }

    private static int count(SdkVendor vendor) {
        return CLIENTS.get(vendor)
                .countTokens(request -> request.modelId(vendor.model())
                        .input(input -> input.converse(conversation ->
                                conversation.messages(hello()).system(SystemContentBlock.fromText("Be brief.")))))
                .inputTokens();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void aRateLimitIsThrottling(SdkVendor vendor) {
        Message question = user(ContentBlock.fromText(SdkVendor.FAIL + 429));
        for (boolean stream : new boolean[] {false, true}) {
            ThrottlingException limited = assertThrows(
                    ThrottlingException.class,
                    () -> Answer.of(
                            vendor, stream, ask(vendor.model(), question).build()));
            assertEquals(429, limited.statusCode());
            AwsErrorDetails details = limited.awsErrorDetails();
            assertEquals(SdkVendor.FAILURE, details.errorMessage());
            assertEquals(
                    "7",
                    details.sdkHttpResponse().firstMatchingHeader("Retry-After").orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void aBadRequestIsNotValid(SdkVendor vendor) {
        ConverseRequest request = ask(
                        vendor.model(), user(ContentBlock.fromToolResult(result -> result.toolUseId("nobodys")
                                .content(ToolResultContentBlock.fromText("rain")))))
                .toolConfig(WEATHER)
                .build();
        ValidationException refused = assertThrows(ValidationException.class, () -> Answer.of(vendor, false, request));
        assertEquals(400, refused.statusCode());
        assertThrows(ValidationException.class, () -> Answer.of(vendor, true, request));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void aBackendWhoseKeyIsRefusedSaysSo(SdkVendor vendor) {
        try (BedrockRuntimeClient refused = configured(BedrockRuntimeClient.builder(), bed.refusedUrl(vendor))
                .build()) {
            BedrockRuntimeException error = assertThrows(
                    BedrockRuntimeException.class,
                    () -> refused.converse(ask(vendor.model(), hello()).build()));
            assertEquals(vendor.refusal(), error.statusCode(), error.getMessage());
        }
    }

    @Test
    void aPathWithoutARouteIsNotFound() {
        try (BedrockRuntimeClient lost = configured(
                        BedrockRuntimeClient.builder(),
                        bed.url(SdkVendor.OPENAI).replace("/openai", "/nowhere"))
                .build()) {
            ResourceNotFoundException error = assertThrows(
                    ResourceNotFoundException.class,
                    () -> lost.converse(ask("anthropic.claude", hello()).build()));
            assertEquals(404, error.statusCode());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BEDROCK, anthropic.failing-stream",
        "ANTHROPIC, claude-failing-stream",
        "ANTHROPIC, claude-cut-stream",
        "GEMINI, gemini-breaking",
        "VERTEX_GEMINI, gemini-breaking"
    })
    void aStreamThatBreaksEndsWithAnException(SdkVendor vendor, String model) {
        BedrockRuntimeException broken = assertThrows(
                BedrockRuntimeException.class,
                () -> Answer.of(vendor, true, ask(model, hello()).build()));
        assertTrue(broken.getClass() != BedrockRuntimeException.class, () -> "one of its own: " + broken);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void anAbortedStreamEndsTheVendorsWithinASecond(SdkVendor vendor) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> stream = STREAMING
                .get(vendor)
                .converseStream(
                        streamed(ask(vendor.endless(), hello()).build()),
                        ConverseStreamResponseHandler.builder()
                                .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                        .onContentBlockDelta(delta -> begun.countDown())
                                        .build())
                                .build());
        assertTrue(begun.await(10, TimeUnit.SECONDS));
        bed.endsWithItsClient(vendor, () -> stream.cancel(true));
    }

    /** The signature is the Backend's, of the Backend's region, over the path as it is sent on. */
    @Test
    void requestsAreSignedAgain() {
        Answer.of(
                SdkVendor.BEDROCK,
                false,
                ask(SdkVendor.BEDROCK.model(), hello()).build());
        UpstreamRequest request = bed.last(SdkVendor.BEDROCK);
        String signature = request.header("Authorization").orElseThrow();
        assertTrue(signature.matches("AWS4-HMAC-SHA256 Credential=AKIAFAKE/\\d{8}/eu-central-1/bedrock/.*"), signature);
        assertTrue(request.header("x-amz-security-token").isEmpty());
    }
}
