package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.common.collect.ImmutableList;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.types.Content;
import com.google.genai.types.CountTokensConfig;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Model;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.Type;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.testkit.upstream.FakeOpenAi;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Google's own Java SDK with the gateway as its base URL, against strict servers of every vendor's API. */
class GoogleSdkIT {
    private static final String CALLERS_KEY = "AIza-key-of-the-caller";
    /** Of whom nothing can be learnt beyond what those who speak the same tell. */
    private static final String OTHERS = "AZURE.*|CUSTOM";

    private static final String ANSWER = "Hello from the fake.";
    private static final List<Content> HELLO = List.of(user(Part.fromText("Hello?")));
    private static final Schema SKY = Schema.builder()
            .type(Type.Known.OBJECT)
            .properties(Map.of("sky", Schema.builder().type(Type.Known.STRING).build()))
            .required("sky")
            .build();
    private static final Tool WEATHER = Tool.builder()
            .functionDeclarations(FunctionDeclaration.builder()
                    .name("weather")
                    .description("The weather in a city")
                    .parameters(Schema.builder()
                            .type(Type.Known.OBJECT)
                            .properties(Map.of(
                                    "city",
                                    Schema.builder().type(Type.Known.STRING).build()))
                            .required("city")))
            .build();

    private static final Map<SdkVendor, Client> CLIENTS = new EnumMap<>(SdkVendor.class);
    private static SdkBed bed;

    @BeforeAll
    static void start() throws Exception {
        bed = new SdkBed("google-sdk");
        for (SdkVendor vendor : SdkVendor.values()) {
            CLIENTS.put(vendor, client(bed.url(vendor)));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        CLIENTS.values().forEach(Client::close);
        if (bed != null) {
            bed.close();
        }
    }

    @AfterEach
    void noVendorSawTheCallersKey() {
        bed.noVendorSaw(CALLERS_KEY);
    }

    private static Client client(String url) {
        return Client.builder().apiKey(CALLERS_KEY).httpOptions(options(url)).build();
    }

    private static HttpOptions options(String url) {
        return HttpOptions.builder()
                .baseUrl(url)
                .retryOptions(HttpRetryOptions.builder().attempts(1))
                .build();
    }

    private static GenerateContentConfig.Builder config() {
        return GenerateContentConfig.builder().maxOutputTokens(4096);
    }

    private static Content user(Part... parts) {
        return Content.builder().role("user").parts(parts).build();
    }

    /** An answer's parts with all that goes with them, from one document or from a stream. */
    private record Answer(List<Part> parts, GenerateContentResponse last) {
        static Answer of(
                SdkVendor vendor, boolean stream, String model, List<Content> contents, GenerateContentConfig config) {
            return of(CLIENTS.get(vendor), stream, model, contents, config);
        }

        static Answer of(
                Client client, boolean stream, String model, List<Content> contents, GenerateContentConfig config) {
            if (!stream) {
                GenerateContentResponse whole = client.models.generateContent(model, contents, config);
                return new Answer(whole.parts(), whole);
            }
            List<Part> parts = new ArrayList<>();
            GenerateContentResponse last = null;
            try (ResponseStream<GenerateContentResponse> pieces =
                    client.models.generateContentStream(model, contents, config)) {
                for (GenerateContentResponse piece : pieces) {
                    parts.addAll(Optional.ofNullable(piece.parts()).orElse(ImmutableList.of()));
                    last = piece;
                }
            }
            return new Answer(parts, last);
        }

        String text() {
            return parts.stream()
                    .filter(part -> !part.thought().orElse(false))
                    .map(part -> part.text().orElse(""))
                    .collect(Collectors.joining());
        }

        List<FunctionCall> calls() {
            return parts.stream().flatMap(part -> part.functionCall().stream()).toList();
        }

        Content asTurn() {
            return Content.builder().role("model").parts(parts).build();
        }

        /** The client's next turn, with a result for each call in their order. */
        Content results(String... results) {
            List<Part> responses = new ArrayList<>();
            for (FunctionCall call : calls()) {
                FunctionResponse.Builder response = FunctionResponse.builder()
                        .name(call.name().orElseThrow())
                        .response(Map.of("output", results[responses.size()]));
                call.id().ifPresent(response::id);
                responses.add(Part.builder().functionResponse(response).build());
            }
            return Content.builder().role("user").parts(responses).build();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void generates(SdkVendor vendor) {
        GenerateContentConfig config = config().systemInstruction(Content.fromParts(Part.fromText("Be brief.")))
                .temperature(0.5f)
                .stopSequences("END")
                .build();
        GenerateContentResponse response = CLIENTS.get(vendor).models.generateContent(vendor.model(), "Hello?", config);
        assertEquals(ANSWER, response.text());
        checkEnd(response);
        String sent = bed.last(vendor).text();
        for (String said : List.of("Hello?", "Be brief.", "4096", "0.5", "END")) {
            assertTrue(sent.contains(said), () -> said + " in " + sent);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void streams(SdkVendor vendor) {
        Answer answer = Answer.of(vendor, true, vendor.model(), HELLO, config().build());
        assertEquals(ANSWER, answer.text());
        assertTrue(answer.parts().size() >= 5, () -> "piece by piece: " + answer.parts());
        checkEnd(answer.last());
    }

    private static void checkEnd(GenerateContentResponse response) {
        assertEquals(FinishReason.Known.STOP, response.finishReason().knownEnum());
        var usage = response.usageMetadata().orElseThrow();
        assertEquals(9, usage.promptTokenCount().orElseThrow());
        assertEquals(4, usage.cachedContentTokenCount().orElseThrow());
        assertEquals(5, usage.candidatesTokenCount().orElseThrow());
        assertEquals(14, usage.totalTokenCount().orElseThrow());
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
        GenerateContentConfig config = config().tools(WEATHER).build();
        List<Content> contents =
                new ArrayList<>(List.of(user(Part.fromText("The weather in " + FakeOpenAi.TWO_CITIES + "?"))));
        Answer calls = Answer.of(vendor, stream, vendor.model(), contents, config);
        assertEquals(
                List.of(Map.of("city", "Oslo"), Map.of("city", "Rome")),
                calls.calls().stream().map(call -> call.args().orElseThrow()).toList());
        contents.add(calls.asTurn());
        contents.add(calls.results("rain", "sun"));
        assertEquals(
                "The tool said: rain, sun",
                Answer.of(vendor, stream, vendor.model(), contents, config).text());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void showsPictures(SdkVendor vendor) {
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3};
        GenerateContentResponse response = CLIENTS.get(vendor)
                .models
                .generateContent(
                        vendor.model(),
                        user(Part.fromBytes(picture, "image/png"), Part.fromText("What is it?")),
                        config().build());
        assertEquals(ANSWER, response.text());
        assertTrue(bed.last(vendor).text().contains(Base64.getEncoder().encodeToString(picture)));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void answersAsASchemaSays(SdkVendor vendor) throws Exception {
        GenerateContentConfig config = config().responseMimeType("application/json")
                .responseSchema(SKY)
                .build();
        String answer = CLIENTS.get(vendor)
                .models
                .generateContent(vendor.model(), "The sky?", config)
                .text();
        assertTrue(new ObjectMapper().readTree(answer).path("sky").isTextual(), answer);
    }

    /** Those who do not think aloud are asked to think all the same. */
    @ParameterizedTest
    @CsvSource({
        "ANTHROPIC, claude-sonnet-4-5, false, c2lnbmF0dXJl",
        "ANTHROPIC, claude-sonnet-4-5, true, c2lnbmF0dXJl",
        "BEDROCK, us.anthropic.claude-sonnet-4-5-20250929-v1:0, false, c2lnbmF0dXJl",
        "BEDROCK, us.anthropic.claude-sonnet-4-5-20250929-v1:0, true, c2lnbmF0dXJl",
        "GEMINI, gemini-3-pro-preview, false, ZmFrZS1zaWduYXR1cmU=",
        "GEMINI, gemini-3-pro-preview, true, ZmFrZS1zaWduYXR1cmU=",
        "VERTEX_GEMINI, gemini-3-pro-preview, true, ZmFrZS1zaWduYXR1cmU=",
        "VERTEX_CLAUDE, claude-sonnet-4-5, true, c2lnbmF0dXJl"
    })
    void thoughtsAndTheirSignaturesGoRound(SdkVendor vendor, String model, boolean stream, String signature) {
        GenerateContentConfig config = config().tools(WEATHER)
                .thinkingConfig(ThinkingConfig.builder().includeThoughts(true).thinkingBudget(2048))
                .build();
        List<Content> contents = new ArrayList<>(List.of(user(Part.fromText("The weather?"))));
        Answer thought = Answer.of(vendor, stream, model, contents, config);
        assertEquals(
                "Let me think.",
                thought.parts().stream()
                        .filter(part -> part.thought().orElse(false))
                        .map(part -> part.text().orElse(""))
                        .collect(Collectors.joining()));
        assertTrue(thought.parts().stream()
                .anyMatch(part -> part.thoughtSignature().isPresent()));
        contents.add(thought.asTurn());
        contents.add(thought.results("rain"));
        assertEquals(
                "The tool said: rain",
                Answer.of(vendor, stream, model, contents, config).text());
        assertTrue(bed.last(vendor).text().contains(signature), bed.last(vendor)::text);
    }

    @Test
    void asksModelsToThinkThatKeepTheirThoughts() {
        GenerateContentConfig config = config().thinkingConfig(
                        ThinkingConfig.builder().thinkingBudget(20_000))
                .build();
        CLIENTS.get(SdkVendor.OPENAI).models.generateContent("gpt-5-mini", "Hello?", config);
        String sent = bed.last(SdkVendor.OPENAI).text();
        assertTrue(sent.contains("\"reasoning_effort\":\"high\""), sent);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.MATCH_NONE,
            names = {OTHERS, "OPENAI"})
    void countsTokens(SdkVendor vendor) {
        assertEquals(
                9,
                CLIENTS.get(vendor)
                        .models
                        .countTokens(
                                vendor.model(),
                                "Hello?",
                                CountTokensConfig.builder().build())
                        .totalTokens()
                        .orElseThrow());
    }

    @Test
    void whoCannotCountSaysSo() {
        ApiException refused = assertThrows(
                ApiException.class,
                () -> CLIENTS.get(SdkVendor.OPENAI).models.countTokens(SdkVendor.OPENAI.model(), "Hello?", null));
        assertEquals(400, refused.code(), refused.getMessage());
        assertEquals("INVALID_ARGUMENT", refused.status());
    }

    /** Who has no list is taken for one without models, as long as the Backend names none. */
    @ParameterizedTest
    @CsvSource({
        "GEMINI, models/gemini-2.5-flash",
        "OPENAI, models/gpt-4o-mini",
        "ANTHROPIC, models/claude-sonnet-4-5-20250929",
        "BEDROCK, ",
        "VERTEX_GEMINI, "
    })
    void listsModels(SdkVendor vendor, String name) {
        List<String> names = new ArrayList<>();
        for (Model model :
                CLIENTS.get(vendor).models.list(ListModelsConfig.builder().build())) {
            names.add(model.name().orElseThrow());
        }
        assertEquals(Stream.ofNullable(name).toList(), names);
    }

    @Test
    void describesAModel() {
        String name = SdkVendor.GEMINI.model();
        Model model = CLIENTS.get(SdkVendor.GEMINI).models.get(name, null);
        assertEquals("models/" + name, model.name().orElseThrow());
        assertTrue(model.inputTokenLimit().isPresent(), "what the vendor tells is kept");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void aRateLimitIsResourceExhausted(SdkVendor vendor) {
        List<Content> question = List.of(user(Part.fromText(SdkVendor.FAIL + 429)));
        int before = bed.server(vendor).requests().size();
        for (boolean stream : new boolean[] {false, true}) {
            ApiException limited =
                    assertThrows(ApiException.class, () -> Answer.of(vendor, stream, vendor.model(), question, null));
            assertEquals(429, limited.code(), limited.getMessage());
            assertEquals("RESOURCE_EXHAUSTED", limited.status());
            assertEquals(SdkVendor.FAILURE, limited.message());
        }
        assertEquals(before + 2, bed.server(vendor).requests().size(), "nobody tries again");
    }

    @ParameterizedTest
    @CsvSource({
        "GEMINI, gemini-breaking",
        "VERTEX_GEMINI, gemini-breaking",
        "ANTHROPIC, claude-failing-stream",
        "ANTHROPIC, claude-cut-stream",
        "VERTEX_CLAUDE, claude-failing-stream",
        "BEDROCK, anthropic.failing-stream"
    })
    void aStreamThatBreaksEndsWithAnError(SdkVendor vendor, String model) {
        ApiException broken = assertThrows(ApiException.class, () -> Answer.of(vendor, true, model, HELLO, null));
        assertTrue(broken.code() >= 500, broken.getMessage());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void aBadRequestIsAnInvalidArgument(SdkVendor vendor) {
        ApiException refused = assertThrows(
                ApiException.class, () -> CLIENTS.get(vendor).models.generateContent(vendor.model(), List.of(), null));
        assertEquals(400, refused.code(), refused.getMessage());
        assertEquals("INVALID_ARGUMENT", refused.status());
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void aBackendWhoseKeyIsRefusedSaysSo(SdkVendor vendor) {
        try (Client refused = client(bed.refusedUrl(vendor))) {
            ApiException error = assertThrows(
                    ApiException.class, () -> refused.models.generateContent(vendor.model(), "Hello?", null));
            assertEquals(vendor.refusal(), error.code(), error.getMessage());
        }
    }

    @Test
    void aPathWithoutARouteIsNotFound() {
        try (Client lost = client(bed.url(SdkVendor.OPENAI).replace("/openai", "/nowhere"))) {
            ApiException error = assertThrows(
                    ApiException.class, () -> lost.models.generateContent("gemini-2.5-flash", "Hello?", null));
            assertEquals(404, error.code());
            assertEquals("NOT_FOUND", error.status());
        }
    }

    /** The SDK reads one event ahead, so that its patience is the only way out of a stream that does not go on. */
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_NONE, names = OTHERS)
    void anAbortedStreamEndsTheVendorsWithinASecond(SdkVendor vendor) throws Exception {
        GenerateContentConfig impatient = GenerateContentConfig.builder()
                .httpOptions(HttpOptions.builder().timeout(1_000))
                .build();
        int before = bed.server(vendor).requests().size();
        CompletableFuture<Answer> answer =
                CompletableFuture.supplyAsync(() -> Answer.of(vendor, true, vendor.endless(), HELLO, impatient));
        Await.until(Gateway.LIVE, () -> bed.server(vendor).requests().size() > before);
        bed.endsWithItsClient(
                vendor,
                () -> assertInstanceOf(
                        GenAiIOException.class,
                        assertThrows(CompletionException.class, answer::join).getCause()));
    }

    /** The SDK in its other mode: Vertex AI's paths, and a token in place of a key. */
    @ParameterizedTest
    @EnumSource(names = {"VERTEX_GEMINI", "VERTEX_CLAUDE", "OPENAI"})
    void clientsOfVertexAiAreServedToo(SdkVendor vendor) {
        Date later = Date.from(Instant.now().plus(1, ChronoUnit.HOURS));
        try (Client client = Client.builder()
                .vertexAI(true)
                .project("callers-project")
                .location("us-east5")
                .credentials(GoogleCredentials.create(new AccessToken(CALLERS_KEY, later)))
                .httpOptions(options(bed.url(vendor)))
                .build()) {
            for (boolean stream : new boolean[] {false, true}) {
                assertEquals(
                        ANSWER,
                        Answer.of(client, stream, vendor.model(), HELLO, null).text());
            }
        }
        assertFalse(bed.last(vendor).target().contains("callers-project"), "the Backend's project pays");
    }
}
