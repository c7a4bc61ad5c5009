package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.StructuredChatCompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import io.camelid.testkit.upstream.FakeOpenAi;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenAI's own Java SDK asks every vendor for chat completions, whatever that vendor's API is. */
class OpenAiChatTranslationIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static SdkBed bed;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        bed = new SdkBed("openai-chat-translation");
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
        return client(bed.url(vendor));
    }

    private static OpenAIClient client(String url) {
        return client.withOptions(options -> options.baseUrl(url + "/v1"));
    }

    private static ChatCompletionCreateParams.Builder ask(SdkVendor vendor, String question) {
        return ChatCompletionCreateParams.builder()
                .model(vendor.model())
                .addSystemMessage("Be brief.")
                .addUserMessage(question);
    }

    private static ChatCompletion.Choice choice(
            SdkVendor vendor, boolean streamed, ChatCompletionCreateParams.Builder question) {
        ChatCompletion completion = completion(vendor, streamed, question.build());
        completion.validate();
        assertEquals(1, completion.choices().size());
        return completion.choices().get(0);
    }

    private static ChatCompletion completion(SdkVendor vendor, boolean streamed, ChatCompletionCreateParams question) {
        if (!streamed) {
            return client(vendor).chat().completions().create(question);
        }
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client(vendor).chat().completions().createStreaming(question)) {
            stream.stream().map(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void chats(SdkVendor vendor, boolean streamed) {
        ChatCompletion completion =
                completion(vendor, streamed, ask(vendor, "Hello?").build());
        completion.validate();
        ChatCompletion.Choice choice = completion.choices().get(0);
        assertEquals(SdkVendor.ANSWER, choice.message().content().orElseThrow());
        assertEquals(ChatCompletion.Choice.FinishReason.STOP, choice.finishReason());
        if (!(streamed && vendor == SdkVendor.AZURE_DATED)) {
            assertEquals(9, completion.usage().orElseThrow().promptTokens());
            assertEquals(5, completion.usage().orElseThrow().completionTokens());
            assertEquals(
                    Optional.of(4L),
                    completion
                            .usage()
                            .orElseThrow()
                            .promptTokensDetails()
                            .orElseThrow()
                            .cachedTokens());
        }
        assertFalse(bed.server(vendor).last().headers().toString().contains("of-the-caller"));
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void callsToolsAtTheSameTimeAndGivesTheirResults(SdkVendor vendor, boolean streamed) {
        ChatCompletionCreateParams.Builder conversation =
                ask(vendor, "How is the weather in " + FakeOpenAi.TWO_CITIES + "?");
        assertEquals("The tool said: rain, sun", answerWithTools(vendor, streamed, conversation));
    }

    private static String answerWithTools(
            SdkVendor vendor, boolean streamed, ChatCompletionCreateParams.Builder conversation) {
        ChatCompletion.Choice calling = choice(vendor, streamed, conversation.addFunctionTool(weather()));
        assertEquals(ChatCompletion.Choice.FinishReason.TOOL_CALLS, calling.finishReason());
        List<ChatCompletionMessageFunctionToolCall> calls = calling.message().toolCalls().orElseThrow().stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
        assertEquals(
                List.of(FakeOpenAi.TOOL_ARGUMENTS, FakeOpenAi.MORE_ARGUMENTS),
                calls.stream().map(call -> call.function().arguments()).toList());
        assertEquals(
                2,
                calls.stream()
                        .map(ChatCompletionMessageFunctionToolCall::id)
                        .distinct()
                        .count());
        conversation.addMessage(calling.message());
        Iterator<String> results = List.of("rain", "sun").iterator();
        for (ChatCompletionMessageFunctionToolCall call : calls) {
            assertEquals("weather", call.function().name());
            conversation.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.id())
                    .content(results.next())
                    .build());
        }
        ChatCompletion.Choice answer = choice(vendor, streamed, conversation);
        assertEquals(ChatCompletion.Choice.FinishReason.STOP, answer.finishReason());
        return answer.message().content().orElseThrow();
    }

    private static FunctionDefinition weather() {
        return FunctionDefinition.builder()
                .name("weather")
                .description("The weather in a city")
                .parameters(FunctionParameters.builder()
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
        ChatCompletionCreateParams.Builder question = ChatCompletionCreateParams.builder()
                .model(vendor.model())
                .addUserMessageOfArrayOfContentParts(List.of(
                        ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                .text("What is this?")
                                .build()),
                        ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                        .url("data:image/png;base64," + SdkVendor.PIXEL)
                                        .build())
                                .build())));
        assertEquals(
                SdkVendor.ANSWER,
                choice(vendor, false, question).message().content().orElseThrow());
        assertTrue(bed.server(vendor).last().text().contains(SdkVendor.PIXEL));
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void answersBySchema(SdkVendor vendor, boolean streamed) throws Exception {
        ResponseFormatJsonSchema.JsonSchema schema = ResponseFormatJsonSchema.JsonSchema.builder()
                .name("weather_report")
                .strict(true)
                .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("sky", Map.of("type", "string", "description", "Its colour"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("sky")))
                        .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                        .build())
                .build();
        ChatCompletion.Choice choice = choice(
                vendor,
                streamed,
                ask(vendor, "How is the sky?")
                        .responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(schema)
                                .build()));
        JsonNode answer = JSON.readTree(choice.message().content().orElseThrow());
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
        public Sky later;
    }

    @ParameterizedTest
    @EnumSource
    void takesTheSchemaOfAClass(SdkVendor vendor) {
        StructuredChatCompletionCreateParams<Forecast> question =
                ask(vendor, "How is the sky?").responseFormat(Forecast.class).build();
        String answer = client(vendor)
                .chat()
                .completions()
                .create(question.rawParams())
                .validate()
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
        assertTrue(answer.startsWith("{"), answer);
    }

    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void thinks(SdkVendor vendor, boolean streamed) {
        ChatCompletionCreateParams.Builder question = ask(vendor, "Hello?").reasoningEffort(ReasoningEffort.LOW);
        if (!vendor.showsThoughts()) {
            assertEquals(
                    SdkVendor.ANSWER,
                    choice(vendor, streamed, question).message().content().orElseThrow());
        } else if (streamed) {
            // The SDK's accumulator knows the members of OpenAI's reference only.
            try (StreamResponse<ChatCompletionChunk> stream =
                    client(vendor).chat().completions().createStreaming(question.build())) {
                StringBuilder thoughts = new StringBuilder();
                stream.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.delta()._additionalProperties().entrySet().stream())
                        .filter(member -> member.getKey().equals("reasoning_content"))
                        .forEach(member -> thoughts.append(member.getValue().asStringOrThrow()));
                assertEquals("Let me think.", thoughts.toString());
            }
        } else {
            assertEquals(
                    JsonValue.from("Let me think."),
                    choice(vendor, false, question)
                            .message()
                            ._additionalProperties()
                            .get("reasoning_content"));
        }
    }

    /** The SDK gives back messages without what OpenAI's reference has not, so the thoughts are lost on the way. */
    @ParameterizedTest
    @MethodSource(SdkVendor.WAYS)
    void callsToolsWhileItThinks(SdkVendor vendor, boolean streamed) {
        ChatCompletionCreateParams.Builder conversation = ask(
                        vendor, "How is the weather in " + FakeOpenAi.TWO_CITIES + "?")
                .reasoningEffort(ReasoningEffort.LOW);
        assertEquals("The tool said: rain, sun", answerWithTools(vendor, streamed, conversation));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AZURE_DATED")
    void anAbortedStreamEndsTheVendors(SdkVendor vendor) throws Exception {
        ChatCompletionCreateParams question =
                ask(vendor, "Hello?").model(vendor.endless()).build();
        StreamResponse<ChatCompletionChunk> stream =
                client(vendor).chat().completions().createStreaming(question);
        assertTrue(stream.stream().anyMatch(chunk -> chunk.choices()
                .get(0)
                .delta()
                .content()
                .filter(text -> !text.isEmpty())
                .isPresent()));
        bed.endsWithItsClient(vendor, stream);
    }

    @ParameterizedTest
    @EnumSource
    void failuresKeepTheirStatus(SdkVendor vendor) {
        RateLimitException limited = failure(vendor, 429, RateLimitException.class);
        assertEquals(List.of("7"), limited.headers().values("Retry-After"));
        assertTrue(limited.getMessage().contains(SdkVendor.FAILURE), limited.getMessage());
        BadRequestException bad = failure(vendor, 400, BadRequestException.class);
        assertTrue(bad.getMessage().contains(SdkVendor.FAILURE), bad.getMessage());
        assertEquals("invalid_request_error", bad.type().orElseThrow());
        failure(vendor, vendor.overload(), InternalServerException.class);
        InternalServerException page = failure(vendor, 502, InternalServerException.class);
        assertEquals("server_error", page.type().orElseThrow(), page.getMessage());
    }

    private static <T extends OpenAIServiceException> T failure(SdkVendor vendor, int status, Class<T> type) {
        ChatCompletionCreateParams question =
                ask(vendor, SdkVendor.FAIL + status).build();
        OpenAIServiceException streamed = assertThrows(OpenAIServiceException.class, () -> client(vendor)
                .chat()
                .completions()
                .createStreaming(question)
                .close());
        assertEquals(status, assertInstanceOf(type, streamed).statusCode());
        OpenAIServiceException whole = assertThrows(
                OpenAIServiceException.class,
                () -> client(vendor).chat().completions().create(question));
        assertEquals(status, whole.statusCode());
        return assertInstanceOf(type, whole);
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
        ChatCompletionCreateParams question = ask(vendor, "Hello?").model(model).build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client(vendor).chat().completions().createStreaming(question)) {
            SseException broken =
                    assertThrows(SseException.class, () -> stream.stream().forEach(ChatCompletionChunk::validate));
            assertFalse(broken.getMessage().isBlank());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedKeyIsTold(SdkVendor vendor) {
        OpenAIServiceException refused = assertThrows(OpenAIServiceException.class, () -> client(bed.refusedUrl(vendor))
                .chat()
                .completions()
                .create(ask(vendor, "Hello?").build()));
        assertEquals(vendor.refusal(), refused.statusCode());
    }

    @Test
    void aResultThatNobodyAskedForIsRefused() {
        ChatCompletionCreateParams question = ask(SdkVendor.BEDROCK, "Hello?")
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId("call_nobody")
                        .content("rain")
                        .build())
                .build();
        BadRequestException refused = assertThrows(
                BadRequestException.class,
                () -> client(SdkVendor.BEDROCK).chat().completions().create(question));
        assertTrue(refused.getMessage().contains("call_nobody"), refused.getMessage());
    }

    @Test
    void whatIsLostIsTold() {
        ChatCompletionCreateParams question = ask(SdkVendor.ANTHROPIC, "Hello?")
                .logitBias(ChatCompletionCreateParams.LogitBias.builder()
                        .putAdditionalProperty("50256", JsonValue.from(-100))
                        .build())
                .presencePenalty(0.5)
                .build();
        try (HttpResponseFor<ChatCompletion> response = client(SdkVendor.ANTHROPIC)
                .chat()
                .completions()
                .withRawResponse()
                .create(question)) {
            String lost = String.join(",", response.headers().values("x-camelid-lossy"));
            assertTrue(lost.contains("logit_bias"), lost);
            assertTrue(lost.contains("presence_penalty"), lost);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, text-embedding-3-small, 1, 2",
        "GEMINI, gemini-embedding-001, 1, 2",
        "VERTEX_GEMINI, gemini-embedding-001, 2, 4",
        "BEDROCK, amazon.titan-embed-text-v2:0, 1, 2",
        // Whose bodies do not say how many tokens were read.
        "BEDROCK, cohere.embed-english-v3, 2, 0"
    })
    void embeds(SdkVendor vendor, String model, int texts, int tokens) {
        CreateEmbeddingResponse response = client(vendor)
                .embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(model)
                        .inputOfArrayOfStrings(List.of("one", "two").subList(0, texts))
                        .build())
                .validate();
        assertEquals(texts, response.data().size());
        assertEquals(List.of(0.6f, -0.8f), response.data().get(texts - 1).embedding());
        assertEquals(texts - 1, response.data().get(texts - 1).index());
        assertEquals(tokens, response.usage().totalTokens());
    }

    @ParameterizedTest
    @EnumSource
    void listsModels(SdkVendor vendor) {
        String url = vendor.listsModels() ? bed.url(vendor) : bed.refusedUrl(vendor);
        List<Model> models = client(url).models().list().data();
        if (vendor != SdkVendor.GEMINI) { // whose own list in this shape has no times
            models.forEach(Model::validate);
        }
        String prefix = vendor == SdkVendor.GEMINI ? "models/" : "";
        assertEquals(
                List.of(prefix + vendor.model()), models.stream().map(Model::id).toList());
    }
}
