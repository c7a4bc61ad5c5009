package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.testkit.upstream.FakeOpenAi;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Anthropic's own Java SDK asks every vendor, Anthropic itself among them, for messages. */
class AnthropicSdkIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SdkBed bed;
    private static AnthropicClient client;

    @BeforeAll
    static void start() throws Exception {
        bed = new SdkBed("anthropic-sdk");
        client = AnthropicOkHttpClient.builder()
                .apiKey("sk-ant-of-the-caller")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bed != null) {
            client.close();
            bed.close();
        }
    }

    private static AnthropicClient client(SdkVendor vendor) {
        return client(bed.url(vendor));
    }

    private static AnthropicClient client(String url) {
        return client.withOptions(options -> options.baseUrl(url));
    }

    private static MessageCreateParams.Builder ask(SdkVendor vendor) {
        return MessageCreateParams.builder()
                .model(vendor.model())
                .maxTokens(4096)
                .system("Be brief.");
    }

    private static MessageCreateParams.Builder ask(SdkVendor vendor, String question) {
        return ask(vendor).addUserMessage(question);
    }

    private static Message message(SdkVendor vendor, boolean streamed, MessageCreateParams.Builder question) {
        Message message = streamed
                ? streamed(vendor, question.build())
                : client(vendor).messages().create(question.build());
        return message.validate();
    }

    private static Message streamed(SdkVendor vendor, MessageCreateParams question) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(vendor).messages().createStreaming(question)) {
            stream.stream().map(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    private static String text(Message message) {
        return message.content().stream()
                .flatMap(block -> block.text().stream())
                .map(block -> block.text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void answers(SdkVendor vendor, boolean streamed) {
        Message message = message(vendor, streamed, ask(vendor, "Hello?"));
        assertEquals(SdkVendor.ANSWER, text(message));
        assertEquals(StopReason.END_TURN, message.stopReason().orElseThrow());
        if (!(streamed && vendor == SdkVendor.AZURE_DATED)) {
            assertEquals(5, message.usage().inputTokens());
            assertEquals(Optional.of(4L), message.usage().cacheReadInputTokens());
            assertEquals(5, message.usage().outputTokens());
        }
        assertFalse(bed.server(vendor).last().headers().toString().contains("of-the-caller"));
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void callsToolsAtTheSameTimeAndGivesTheirResults(SdkVendor vendor, boolean streamed) {
        useTools(vendor, streamed, ask(vendor));
    }

    /** Thoughts go back with their signatures, so that the vendor can go on from them. */
    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void callsToolsWhileItThinks(SdkVendor vendor, boolean streamed) {
        Message calling = useTools(vendor, streamed, ask(vendor).enabledThinking(1024));
        if (vendor.showsThoughts()) {
            assertEquals("Let me think.", calling.content().get(0).asThinking().thinking());
            assertTrue(bed.server(vendor).last().text().contains(vendor.thoughtGoesBackAs()));
        }
    }

    private static Message useTools(SdkVendor vendor, boolean streamed, MessageCreateParams.Builder conversation) {
        conversation
                .addUserMessage("How is the weather in " + FakeOpenAi.TWO_CITIES + "?")
                .addTool(weather());
        Message calling = message(vendor, streamed, conversation);
        assertEquals(StopReason.TOOL_USE, calling.stopReason().orElseThrow());
        List<ToolUseBlock> calls = calling.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
        assertEquals(
                List.of(JsonValue.from(Map.of("city", "Oslo")), JsonValue.from(Map.of("city", "Rome"))),
                calls.stream().map(ToolUseBlock::_input).toList());
        assertEquals(2, calls.stream().map(ToolUseBlock::id).distinct().count());
        Iterator<String> said = List.of("rain", "sun").iterator();
        List<ContentBlockParam> results = new ArrayList<>();
        for (ToolUseBlock call : calls) {
            assertEquals("weather", call.name());
            results.add(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                    .toolUseId(call.id())
                    .content(said.next())
                    .build()));
        }
        Message answer =
                message(vendor, streamed, conversation.addMessage(calling).addUserMessageOfBlockParams(results));
        assertEquals("The tool said: rain, sun", text(answer));
        return calling;
    }

    private static Tool weather() {
        return Tool.builder()
                .name("weather")
                .description("The weather in a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .addRequired("city")
                        .build())
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void showsPictures(SdkVendor vendor) {
        List<ContentBlockParam> blocks = List.of(
                ContentBlockParam.ofImage(ImageBlockParam.builder()
                        .source(Base64ImageSource.builder()
                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                .data(SdkVendor.PIXEL)
                                .build())
                        .build()),
                ContentBlockParam.ofText(
                        TextBlockParam.builder().text("What is this?").build()));
        assertEquals(SdkVendor.ANSWER, text(message(vendor, false, ask(vendor).addUserMessageOfBlockParams(blocks))));
        assertTrue(bed.server(vendor).last().text().contains(SdkVendor.PIXEL));
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void answersBySchema(SdkVendor vendor, boolean streamed) throws Exception {
        JsonOutputFormat.Schema schema = JsonOutputFormat.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(Map.of("sky", Map.of("type", "string"))))
                .putAdditionalProperty("required", JsonValue.from(List.of("sky")))
                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                .build();
        OutputConfig config = OutputConfig.builder()
                .format(JsonOutputFormat.builder().schema(schema).build())
                .build();
        Message message =
                message(vendor, streamed, ask(vendor, "How is the sky?").outputConfig(config));
        JsonNode answer = JSON.readTree(text(message));
        assertTrue(answer.path("sky").isTextual(), answer::toString);
    }

    /** What the SDK makes of a class has nested objects, lists and enums, and definitions apart. */
    public static final class Forecast {
        public enum Sky {
            BLUE,
            GREY
        }

        public static final class Wind {
            public String direction;
            public double speed;
        }

        public Wind morning;
        public Wind evening;
        public List<Wind> between;
        public Optional<Sky> later;
    }

    @ParameterizedTest
    @EnumSource
    void takesTheSchemaOfAClass(SdkVendor vendor) {
        MessageCreateParams question = ask(vendor, "How is the sky?")
                .outputConfig(Forecast.class)
                .build()
                .rawParams();
        String answer = text(client(vendor).messages().create(question).validate());
        assertTrue(answer.startsWith("{"), answer);
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void thinks(SdkVendor vendor, boolean streamed) {
        Message message = message(vendor, streamed, ask(vendor, "Hello?").enabledThinking(1024));
        assertEquals(SdkVendor.ANSWER, text(message));
        assertEquals(
                vendor.showsThoughts() ? List.of("Let me think.") : List.of(),
                message.content().stream()
                        .filter(ContentBlock::isThinking)
                        .map(block -> block.asThinking().thinking())
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC", "GEMINI", "BEDROCK", "VERTEX_GEMINI", "VERTEX_CLAUDE"})
    void countsTokens(SdkVendor vendor) {
        assertEquals(
                vendor == SdkVendor.GEMINI ? 31 : 9,
                client(vendor).messages().countTokens(aCount(vendor)).validate().inputTokens());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "AZURE", "CUSTOM"})
    void saysWhereTokensCannotBeCounted(SdkVendor vendor) {
        BadRequestException refused = assertThrows(
                BadRequestException.class, () -> client(vendor).messages().countTokens(aCount(vendor)));
        assertTrue(refused.getMessage().contains("anthropic.count_tokens"), refused.getMessage());
    }

    private static MessageCountTokensParams aCount(SdkVendor vendor) {
        return MessageCountTokensParams.builder()
                .model(vendor.model())
                .system("Be brief.")
                .addTool(weather())
                .addUserMessage("Hello?")
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void listsModels(SdkVendor vendor) {
        String url = vendor.listsModels() ? bed.url(vendor) : bed.refusedUrl(vendor);
        List<ModelInfo> models = client(url).models().list().data();
        models.forEach(ModelInfo::validate);
        assertEquals(List.of(vendor.model()), models.stream().map(ModelInfo::id).toList());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AZURE_DATED")
    void anAbortedStreamEndsTheVendors(SdkVendor vendor) throws Exception {
        MessageCreateParams question =
                ask(vendor, "Hello?").model(vendor.endless()).build();
        StreamResponse<RawMessageStreamEvent> stream = client(vendor).messages().createStreaming(question);
        assertTrue(stream.stream().anyMatch(RawMessageStreamEvent::isContentBlockDelta));
        bed.endsWithItsClient(vendor, stream);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OPENAI", "AZURE", "AZURE_DATED"})
    void aStreamThatFailsIsTold(SdkVendor vendor) {
        breaks(vendor, vendor.breaking().orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(names = {"ANTHROPIC", "CUSTOM", "VERTEX_CLAUDE"})
    void aStreamThatBreaksOffIsTold(SdkVendor vendor) {
        breaks(vendor, SdkVendor.CUT);
    }

    private static void breaks(SdkVendor vendor, String model) {
        MessageCreateParams question = ask(vendor, "Hello?").model(model).build();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(vendor).messages().createStreaming(question)) {
            assertThrows(SseException.class, () -> stream.stream().forEach(RawMessageStreamEvent::validate));
        }
    }

    @ParameterizedTest
    @EnumSource
    void failuresKeepTheirStatus(SdkVendor vendor) {
        RateLimitException limited = failure(vendor, 429, "rate_limit_error", RateLimitException.class);
        assertEquals(List.of("7"), limited.headers().values("Retry-After"));
        assertTrue(limited.getMessage().contains(SdkVendor.FAILURE), limited.getMessage());
        BadRequestException bad = failure(vendor, 400, "invalid_request_error", BadRequestException.class);
        assertTrue(bad.getMessage().contains(SdkVendor.FAILURE), bad.getMessage());
        failure(vendor, vendor.overload(), "overloaded_error", InternalServerException.class);
        failure(vendor, 502, "api_error", InternalServerException.class);
    }

    private static <T extends AnthropicServiceException> T failure(
            SdkVendor vendor, int status, String name, Class<T> type) {
        MessageCreateParams question = ask(vendor, SdkVendor.FAIL + status).build();
        AnthropicServiceException streamed = assertThrows(
                AnthropicServiceException.class,
                () -> client(vendor).messages().createStreaming(question).close());
        assertEquals(status, assertInstanceOf(type, streamed).statusCode());
        AnthropicServiceException whole = assertThrows(
                AnthropicServiceException.class, () -> client(vendor).messages().create(question));
        assertEquals(status, whole.statusCode());
        assertTrue(whole.body().toString().contains(name), () -> whole.body().toString());
        return assertInstanceOf(type, whole);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedKeyIsTold(SdkVendor vendor) {
        AnthropicServiceException refused =
                assertThrows(AnthropicServiceException.class, () -> client(bed.refusedUrl(vendor))
                        .messages()
                        .create(ask(vendor, "Hello?").build()));
        assertEquals(vendor.refusal(), refused.statusCode());
    }

    @Test
    void whatIsLostIsTold() {
        MessageCreateParams question = ask(SdkVendor.OPENAI, "Hello?")
                .putAdditionalBodyProperty("top_k", JsonValue.from(5))
                .build();
        try (HttpResponseFor<Message> response =
                client(SdkVendor.OPENAI).messages().withRawResponse().create(question)) {
            String lost = String.join(",", response.headers().values("x-camelid-lossy"));
            assertTrue(lost.contains("top_k"), lost);
        }
    }
}
