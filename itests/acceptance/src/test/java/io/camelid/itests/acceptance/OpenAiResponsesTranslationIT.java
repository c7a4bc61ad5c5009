package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import io.camelid.testkit.upstream.FakeOpenAi;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenAI's own Java SDK asks every vendor for responses, whatever that vendor's API is. */
class OpenAiResponsesTranslationIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SdkBed bed;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        bed = new SdkBed("openai-responses-translation");
        client = OpenAIOkHttpClient.builder()
                .apiKey("sk-of-the-caller")
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

    private static OpenAIClient client(SdkVendor vendor) {
        return client.withOptions(options -> options.baseUrl(bed.url(vendor) + "/v1"));
    }

    private static ResponseCreateParams.Builder ask(SdkVendor vendor, String question) {
        return ask(vendor).input(question);
    }

    private static ResponseCreateParams.Builder ask(SdkVendor vendor) {
        return ResponseCreateParams.builder()
                .model(vendor.model())
                .instructions("Be brief.")
                .store(false);
    }

    private static Response response(SdkVendor vendor, boolean streamed, ResponseCreateParams.Builder question) {
        Response response = streamed
                ? streamed(vendor, question.build())
                : client(vendor).responses().create(question.build());
        response.validate();
        assertEquals(ResponseStatus.COMPLETED, response.status().orElseThrow());
        return response;
    }

    private static Response streamed(SdkVendor vendor, ResponseCreateParams question) {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream =
                client(vendor).responses().createStreaming(question)) {
            stream.stream()
                    .map(ResponseStreamEvent::validate)
                    .map(accumulator::accumulate)
                    .forEach(events::add);
        }
        assertEquals(
                text(accumulator.response()),
                events.stream()
                        .flatMap(event -> event.outputTextDelta().stream())
                        .map(delta -> delta.delta())
                        .collect(Collectors.joining()));
        assertTrue(events.get(0).isCreated());
        return accumulator.response();
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .map(content -> content.asOutputText().text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void answers(SdkVendor vendor, boolean streamed) {
        Response response = response(vendor, streamed, ask(vendor, "Hello?"));
        assertEquals(SdkVendor.ANSWER, text(response));
        if (!(streamed && vendor == SdkVendor.AZURE_DATED)) {
            assertEquals(9, response.usage().orElseThrow().inputTokens());
            assertEquals(5, response.usage().orElseThrow().outputTokens());
            assertEquals(4, response.usage().orElseThrow().inputTokensDetails().cachedTokens());
        }
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void callsToolsAtTheSameTimeAndGivesTheirResults(SdkVendor vendor, boolean streamed) {
        useTools(vendor, streamed, ask(vendor));
    }

    /** Thoughts go back sealed, so that the vendor can go on from them. */
    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void callsToolsWhileItThinks(SdkVendor vendor, boolean streamed) {
        List<ResponseInputItem> history = useTools(
                vendor,
                streamed,
                ask(vendor)
                        .reasoning(Reasoning.builder()
                                .effort(ReasoningEffort.LOW)
                                .summary(Reasoning.Summary.AUTO)
                                .build())
                        .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT));
        if (vendor != SdkVendor.AZURE_DATED) {
            assertTrue(history.stream().anyMatch(ResponseInputItem::isReasoning));
            assertTrue(bed.server(vendor).last().text().contains(vendor.thoughtGoesBackAs()));
        }
    }

    private static List<ResponseInputItem> useTools(
            SdkVendor vendor, boolean streamed, ResponseCreateParams.Builder question) {
        List<ResponseInputItem> history = new ArrayList<>();
        history.add(ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent("How is the weather in " + FakeOpenAi.TWO_CITIES + "?")
                .build()));
        question.addTool(weather());
        Response calling = response(vendor, streamed, question.inputOfResponse(history));
        List<ResponseFunctionToolCall> calls = calling.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
        assertEquals(
                List.of(FakeOpenAi.TOOL_ARGUMENTS, FakeOpenAi.MORE_ARGUMENTS),
                calls.stream().map(ResponseFunctionToolCall::arguments).toList());
        assertEquals(
                2,
                calls.stream().map(ResponseFunctionToolCall::callId).distinct().count());
        calling.output().forEach(item -> history.add(input(item)));
        Iterator<String> results = List.of("rain", "sun").iterator();
        for (ResponseFunctionToolCall call : calls) {
            assertEquals("weather", call.name());
            history.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                    .callId(call.callId())
                    .output(results.next())
                    .build()));
        }
        Response answer = response(vendor, streamed, question.inputOfResponse(history));
        assertEquals("The tool said: rain, sun", text(answer));
        return history;
    }

    private static ResponseInputItem input(ResponseOutputItem item) {
        if (item.isReasoning()) {
            ResponseReasoningItem thought = item.asReasoning();
            return ResponseInputItem.ofReasoning(thought);
        }
        return item.isFunctionCall()
                ? ResponseInputItem.ofFunctionCall(item.asFunctionCall())
                : ResponseInputItem.ofResponseOutputMessage(item.asMessage());
    }

    private static FunctionTool weather() {
        return FunctionTool.builder()
                .name("weather")
                .description("The weather in a city")
                .strict(true)
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                        .build())
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void showsPictures(SdkVendor vendor) {
        ResponseInputItem message = ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent("What is this?")
                .addContent(ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                        .detail(ResponseInputImage.Detail.AUTO)
                        .imageUrl("data:image/png;base64," + SdkVendor.PIXEL)
                        .build()))
                .build());
        assertEquals(SdkVendor.ANSWER, text(response(vendor, false, ask(vendor).inputOfResponse(List.of(message)))));
        assertTrue(bed.server(vendor).last().text().contains(SdkVendor.PIXEL));
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void answersBySchema(SdkVendor vendor, boolean streamed) throws Exception {
        ResponseTextConfig format = ResponseTextConfig.builder()
                .format(ResponseFormatTextJsonSchemaConfig.builder()
                        .name("weather_report")
                        .strict(true)
                        .schema(ResponseFormatTextJsonSchemaConfig.Schema.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("sky", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("sky")))
                                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                .build())
                        .build())
                .build();
        Response response =
                response(vendor, streamed, ask(vendor, "How is the sky?").text(format));
        JsonNode answer = JSON.readTree(text(response));
        assertTrue(answer.path("sky").isTextual(), answer::toString);
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void thinks(SdkVendor vendor, boolean streamed) {
        Response response = response(
                vendor,
                streamed,
                ask(vendor, "Hello?")
                        .reasoning(Reasoning.builder()
                                .effort(ReasoningEffort.LOW)
                                .summary(Reasoning.Summary.AUTO)
                                .build()));
        assertEquals(SdkVendor.ANSWER, text(response));
        if (vendor != SdkVendor.AZURE_DATED) {
            assertEquals(
                    "Let me think.",
                    response.output().get(0).asReasoning().summary().get(0).text());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AZURE_DATED")
    void anAbortedStreamEndsTheVendors(SdkVendor vendor) throws Exception {
        ResponseCreateParams question =
                ask(vendor, "Hello?").model(vendor.endless()).build();
        StreamResponse<ResponseStreamEvent> stream = client(vendor).responses().createStreaming(question);
        assertTrue(stream.stream().anyMatch(ResponseStreamEvent::isOutputTextDelta));
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
        ResponseCreateParams question = ask(vendor, "Hello?").model(model).build();
        try (StreamResponse<ResponseStreamEvent> stream =
                client(vendor).responses().createStreaming(question)) {
            List<ResponseStreamEvent> events =
                    stream.stream().map(ResponseStreamEvent::validate).toList();
            ResponseStreamEvent last = events.get(events.size() - 1);
            assertTrue(last.isFailed() || last.isError(), last::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failuresKeepTheirStatus(SdkVendor vendor) {
        RateLimitException limited = failure(vendor, 429, RateLimitException.class);
        assertEquals(List.of("7"), limited.headers().values("Retry-After"));
        assertTrue(limited.getMessage().contains(SdkVendor.FAILURE), limited.getMessage());
        BadRequestException bad = failure(vendor, 400, BadRequestException.class);
        assertTrue(bad.getMessage().contains(SdkVendor.FAILURE), bad.getMessage());
        failure(vendor, vendor.overload(), InternalServerException.class);
        InternalServerException page = failure(vendor, 502, InternalServerException.class);
        assertEquals("server_error", page.type().orElseThrow(), page.getMessage());
    }

    private static <T extends OpenAIServiceException> T failure(SdkVendor vendor, int status, Class<T> type) {
        ResponseCreateParams question = ask(vendor, SdkVendor.FAIL + status).build();
        OpenAIServiceException streamed = assertThrows(
                OpenAIServiceException.class,
                () -> client(vendor).responses().createStreaming(question).close());
        assertEquals(status, assertInstanceOf(type, streamed).statusCode());
        OpenAIServiceException whole = assertThrows(
                OpenAIServiceException.class, () -> client(vendor).responses().create(question));
        assertEquals(status, whole.statusCode());
        return assertInstanceOf(type, whole);
    }
}
