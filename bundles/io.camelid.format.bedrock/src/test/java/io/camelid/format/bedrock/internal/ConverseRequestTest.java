package io.camelid.format.bedrock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.GoldenFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests both ways, against files written by the reference. */
class ConverseRequestTest {
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-20250514-v1:0";
    private static final String NOVA = "amazon.nova-pro-v1:0";
    private static final Turn HI = Turn.user(new Part.Text("Hi"));

    private final ConverseCodec codec = new ConverseCodec(InstantSource.system());
    private final Losses losses = new Losses();

    private static ChatRequest.Builder request(String model, Turn... turns) {
        return ChatRequest.builder().model(model).turns(List.of(turns));
    }

    private static Part.CachePoint cachePoint() {
        return new Part.CachePoint(Optional.empty());
    }

    private static JsonNode golden(String name) {
        return JsonTree.find(ByteBuffer.wrap(GoldenFile.named("requests/" + name + ".bedrock.converse.json")
                        .bytes()))
                .orElseThrow();
    }

    private JsonNode written(ChatRequest.Builder request) throws LlmException {
        return JsonTree.find(codec.writeRequest(request.build(), losses)).orElseThrow();
    }

    private ChatRequest read(String body) throws LlmException {
        return codec.readRequest("/model/m/converse", ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), losses);
    }

    // ---- to a provider ----

    @Test
    void writesAConversationWithEverything() throws LlmException {
        Tool weather = new Tool(
                "get.weather",
                Optional.of("Tells the weather."),
                new Json("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"),
                Optional.empty(),
                Optional.of(cachePoint()));
        ChatRequest.Builder request = request(
                        CLAUDE,
                        Turn.user(
                                new Part.Text("What is this?"),
                                Media.of(Media.Kind.IMAGE, "image/png", new Media.Data("aW1n")),
                                new Media(
                                        Media.Kind.DOCUMENT,
                                        "application/pdf",
                                        new Media.Url("s3://bucket/a.pdf"),
                                        Optional.of("Report_2024  (final).pdf"),
                                        Optional.empty()),
                                new Media(
                                        Media.Kind.DOCUMENT,
                                        "",
                                        new Media.PlainText("é"),
                                        Optional.empty(),
                                        Optional.empty()),
                                new Part.CachePoint(Optional.of("1h"))),
                        Turn.assistant(
                                new Part.Reasoning(
                                        "A thought.", Optional.of(new Signature(Signature.ANTHROPIC, "c2ln"))),
                                new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "cmVk")),
                                new Part.Reasoning("Another's.", Optional.of(new Signature(Signature.GOOGLE, "x"))),
                                new Part.Text("Let me see."),
                                Part.ToolCall.of("call|1", "get.weather", new Json("{\"city\":\"Oslo\"}")),
                                Part.ToolCall.of("call_2", "get.weather", new Json("not json"))),
                        Turn.user(
                                new Part.Text("And now?"),
                                new Part.ToolResult("call|1", "", List.of(new Part.Text("rain")), false)),
                        Turn.user(new Part.ToolResult(
                                "call_2",
                                "",
                                List.of(Media.of(Media.Kind.IMAGE, "image/jpeg", new Media.Data("aW1n"))),
                                true)))
                .system(List.of(new Part.Text("Be brief."), new Part.Text("  "), cachePoint()))
                .tools(List.of(weather))
                .toolChoice(ToolChoice.named("get.weather"))
                .sampling(Sampling.builder()
                        .temperature(OptionalDouble.of(0.5))
                        .topP(OptionalDouble.of(0.9))
                        .topK(OptionalLong.of(40))
                        .stop(List.of("END", "\n"))
                        .build())
                .metadata(Map.of("team", "red"));
        assertEquals(golden("everything"), written(request));
        assertEquals(Set.of(Losses.REASONING_HISTORY, Losses.STOP), losses.names());
    }

    @Test
    void claudeThinks() throws LlmException {
        ChatRequest.Builder request = request(CLAUDE, HI)
                .tools(List.of(Tool.of("a", "b", Json.EMPTY_OBJECT)))
                .toolChoice(ToolChoice.REQUIRED)
                .reasoning(Optional.of(ReasoningControl.of(Effort.HIGH)))
                .sampling(Sampling.builder()
                        .temperature(OptionalDouble.of(0.5))
                        .topP(OptionalDouble.of(0.9))
                        .topK(OptionalLong.of(40))
                        .build());
        assertEquals(golden("thinking"), written(request));
        assertEquals(Set.of(Losses.TEMPERATURE, Losses.TOP_P, Losses.TOP_K, Losses.TOOL_CHOICE), losses.names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Claude counts tokens; what it may think is less than what it may say.
                CLAUDE + "|LOW|2000|{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}|",
                CLAUDE + "|MAX|5000|{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4999}}|",
                CLAUDE + "|MAX|1024||reasoning",
                CLAUDE + "|NONE|2000||",
                // From 4.6 on it decides itself.
                "anthropic.claude-opus-4-6-v1|HIGH|2000|{\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}}|",
                "us.amazon.nova-2-lite-v1:0|LOW|2000|{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"low\"}}|",
                "us.amazon.nova-2-lite-v1:0|HIGH|2000|{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"high\"}}|max_tokens",
                "openai.gpt-oss-20b-1:0|MEDIUM|2000|{\"reasoning_effort\":\"medium\"}|",
                NOVA + "|MEDIUM|2000||reasoning",
                "us.deepseek.r1-v1:0|MEDIUM|2000||reasoning"
            })
    void everyFamilyThinksInItsOwnWords(String model, Effort effort, long maxTokens, String fields, String lost)
            throws LlmException {
        JsonNode body = written(request(model, HI)
                .reasoning(Optional.of(ReasoningControl.of(effort)))
                .sampling(Sampling.builder().maxTokens(maxTokens).build()));
        assertEquals(
                fields == null ? null : JsonTree.find(new Json(fields)).orElseThrow(),
                body.get("additionalModelRequestFields"));
        assertEquals(lost == null ? "" : lost, losses.toString());
    }

    @Test
    void withoutItsThoughtsClaudeDoesNotThinkOn() throws LlmException {
        JsonNode body = written(request(
                        CLAUDE,
                        HI,
                        Turn.assistant(Part.ToolCall.of("c", "t", Json.EMPTY_OBJECT)),
                        Turn.user(new Part.ToolResult("c", "", List.of(), false)))
                .reasoning(Optional.of(ReasoningControl.of(Effort.LOW))));
        assertFalse(body.has("additionalModelRequestFields"));
        assertEquals(Set.of(Losses.REASONING, Losses.TOOL_CHOICE), losses.names());
    }

    @Test
    void noBudgetIsTooLargeToAddTo() throws LlmException {
        JsonNode body = written(request(CLAUDE, HI).reasoning(Optional.of(ReasoningControl.ofBudget(Long.MAX_VALUE))));
        assertTrue(body.at("/inferenceConfig/maxTokens").asLong()
                > body.at("/additionalModelRequestFields/thinking/budget_tokens")
                        .asLong());
    }

    @Test
    void onlyClaudeHasALimitByDefault() throws LlmException {
        assertEquals(
                4096,
                written(request(CLAUDE, HI)).at("/inferenceConfig/maxTokens").asLong());
        assertFalse(written(request(NOVA, HI)).has("inferenceConfig"));
    }

    @Test
    void temperatureEndsAtOne() throws LlmException {
        Sampling hot = Sampling.builder().temperature(OptionalDouble.of(1.5)).build();
        assertEquals(
                1.0,
                written(request(NOVA, HI).sampling(hot))
                        .at("/inferenceConfig/temperature")
                        .asDouble());
        assertEquals("temperature", losses.toString());
    }

    @Test
    void laterClaudesTakeTemperatureOrTopP() throws LlmException {
        Sampling both = Sampling.builder()
                .temperature(OptionalDouble.of(0.5))
                .topP(OptionalDouble.of(0.5))
                .build();
        JsonNode config = written(request("us.anthropic.claude-sonnet-4-5-20250929-v1:0", HI)
                        .sampling(both))
                .get("inferenceConfig");
        assertTrue(config.has("temperature"));
        assertFalse(config.has("topP"));
        assertEquals("top_p", losses.toString());
    }

    @Test
    void whatHasNoPlaceIsTold() throws LlmException {
        written(request(NOVA, HI)
                .user(Optional.of("u"))
                .parallelToolCalls(Optional.of(false))
                .metadata(Map.of("bad|key", "v"))
                .tools(List.of(new Tool(
                        "t", Optional.empty(), Json.EMPTY_OBJECT, Optional.of(true), Optional.of(cachePoint()))))
                .sampling(Sampling.builder()
                        .candidates(OptionalInt.of(2))
                        .seed(OptionalLong.of(1))
                        .frequencyPenalty(OptionalDouble.of(1))
                        .presencePenalty(OptionalDouble.of(1))
                        .logprobs(Optional.of(true))
                        .logitBias(Map.of("1", 1.0))
                        .build()));
        assertEquals(
                "cache_control, frequency_penalty, logit_bias, logprobs, metadata, n, parallel_tool_calls,"
                        + " presence_penalty, seed, strict, user",
                losses.toString());
    }

    @Test
    void toolsThatWereUsedAreDeclaredAgain() throws LlmException {
        ChatRequest.Builder request = request(
                NOVA,
                HI,
                Turn.assistant(Part.ToolCall.of("", "look up", new Json("[1]"))),
                Turn.user(new Part.ToolResult("", "", List.of(new Part.Text("found")), false)));
        assertEquals(golden("used_tools"), written(request));
        assertEquals("tool_choice", losses.toString());
    }

    @Test
    void noneMeansNoToolsWhereNoneWereUsed() throws LlmException {
        JsonNode body = written(request(NOVA, HI)
                .tools(List.of(Tool.of("a", "", Json.EMPTY_OBJECT)))
                .toolChoice(ToolChoice.NONE));
        assertFalse(body.has("toolConfig"));
        assertTrue(losses.isEmpty());
    }

    @Test
    void choicesAreObjects() throws LlmException {
        List<Tool> tools = List.of(Tool.of("a", "", Json.EMPTY_OBJECT), Tool.of("b", "", Json.EMPTY_OBJECT));
        assertFalse(written(request(NOVA, HI).tools(tools)).at("/toolConfig").has("toolChoice"));
        assertEquals(
                "{\"any\":{}}",
                written(request(NOVA, HI).tools(tools).toolChoice(ToolChoice.REQUIRED))
                        .at("/toolConfig/toolChoice")
                        .toString());
        assertEquals(
                "{\"tool\":{\"name\":\"b\"}}",
                written(request(NOVA, HI).tools(tools).toolChoice(ToolChoice.named("b")))
                        .at("/toolConfig/toolChoice")
                        .toString());
        JsonNode some =
                written(request(NOVA, HI).tools(tools).toolChoice(new ToolChoice(ToolChoice.Mode.AUTO, List.of("b"))));
        assertEquals(1, some.at("/toolConfig/tools").size());
        assertEquals("b", some.at("/toolConfig/tools/0/toolSpec/name").asText());
        assertTrue(losses.isEmpty());
    }

    @Test
    void jsonOfAnyShapeIsAForcedTool() throws LlmException {
        assertEquals(golden("json_object"), written(request(NOVA, HI).outputFormat(new OutputFormat.JsonObject())));
        assertTrue(losses.isEmpty());
        JsonNode beside = written(request(NOVA, HI)
                .outputFormat(new OutputFormat.JsonObject())
                .tools(List.of(Tool.of("json_output", "", Json.EMPTY_OBJECT))));
        assertEquals("{\"any\":{}}", beside.at("/toolConfig/toolChoice").toString());
        assertEquals(
                "json_output_1", beside.at("/toolConfig/tools/1/toolSpec/name").asText());
    }

    @Test
    void aSchemaIsClosed() throws LlmException {
        Json schema = new Json("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1},"
                + "\"minimum\":{\"type\":\"array\",\"minItems\":2,\"items\":{\"type\":\"object\",\"properties\":{}}}},"
                + "\"required\":[\"n\"],\"additionalProperties\":true}");
        assertEquals(
                golden("json_schema"),
                written(request(NOVA, HI)
                        .outputFormat(new OutputFormat.JsonSchema(
                                "answer", Optional.of("An answer."), schema, Optional.of(true)))));
        assertEquals("schema", losses.toString());
    }

    @Test
    void idsThatAreUsedAgainBecomeDifferent() throws LlmException {
        JsonNode messages = written(request(
                        NOVA,
                        HI,
                        Turn.assistant(Part.ToolCall.of("call_0", "t", Json.EMPTY_OBJECT)),
                        Turn.user(new Part.ToolResult("call_0", "", List.of(), false)),
                        Turn.assistant(Part.ToolCall.of("call_0", "t", Json.EMPTY_OBJECT)),
                        Turn.user(new Part.ToolResult("call_0", "", List.of(), false))))
                .get("messages");
        assertEquals(List.of("call_0", "call_0", "call_0_1", "call_0_1"), messages.findValuesAsText("toolUseId"));
    }

    @Test
    void aDocumentComesWithWords() throws LlmException {
        Part document = Media.of(Media.Kind.DOCUMENT, "application/pdf", new Media.Data("cGRm"));
        JsonNode content = written(request(NOVA, Turn.user(document, document))).at("/messages/0/content");
        assertEquals(".", content.at("/0/text").asText());
        assertEquals("document", content.at("/1/document/name").asText());
        assertEquals("document (2)", content.at("/2/document/name").asText());
    }

    @Test
    void atMostFourCachePointsAreLeft() throws LlmException {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            turns.add(Turn.user(cachePoint(), new Part.Text("q" + i), cachePoint(), cachePoint()));
            turns.add(Turn.assistant(new Part.Text("a" + i)));
        }
        JsonNode body = written(ChatRequest.builder().model(CLAUDE).turns(turns));
        assertEquals(4, body.findParents("cachePoint").size());
        assertEquals(1, body.at("/messages/0/content").size());
        assertEquals(2, body.at("/messages/10/content").size());
        assertEquals("cache_control", losses.toString());
        assertEquals(
                0,
                written(ChatRequest.builder()
                                .model("meta.llama3-1-70b-instruct-v1:0")
                                .turns(turns))
                        .findParents("cachePoint")
                        .size());
    }

    @Test
    void rolesTakeTurnsAndTheUserBegins() throws LlmException {
        JsonNode body = written(request(
                NOVA,
                Turn.assistant(new Part.Text("Welcome.")),
                Turn.user(new Part.Text("One.")),
                Turn.assistant(new Part.Text(" \n")),
                Turn.user(new Part.Text("Two.")),
                Turn.assistant(new Part.Text("I say "))));
        assertEquals(golden("alternation"), body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/a.png", "http://example.com/a.png", "gs://bucket/a.png"})
    void whatIsOnTheWebIsRefused(String url) {
        LlmException refused = assertThrows(
                LlmException.class,
                () -> written(request(CLAUDE, Turn.user(Media.of(Media.Kind.IMAGE, "image/png", new Media.Url(url))))));
        assertEquals(ErrorKind.INVALID_REQUEST, refused.error().kind());
        assertEquals("unsupported_content", refused.error().code());
        assertTrue(refused.getMessage().contains("base64"), refused.getMessage());
    }

    @Test
    void otherThingsThatBedrockDoesNotTakeAreRefused() {
        for (Turn turn : List.of(
                Turn.user(Media.of(Media.Kind.IMAGE, "image/tiff", new Media.Data("aW1n"))),
                Turn.user(Media.of(Media.Kind.DOCUMENT, "application/pdf", new Media.FileId("file-1"))),
                Turn.user(new Part.Text(" ")))) {
            LlmException refused = assertThrows(LlmException.class, () -> written(request(CLAUDE, turn)));
            assertEquals("unsupported_content", refused.error().code());
        }
    }

    @Test
    void manyNamesAlikeStayDifferentInReasonableTime() {
        SafeNames names = new SafeNames("x");
        Set<String> all = Collections.newSetFromMap(new HashMap<>());
        IntStream.range(0, 100_000)
                .mapToObj(i -> "é".repeat(1 + i % 90) + (char) (0x3000 + i))
                .distinct()
                .forEach(name -> assertTrue(all.add(names.of(name))));
        assertTrue(all.stream().allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}")));
        String safe = names.of("later");
        assertEquals("later", names.original(safe));
    }

    // ---- from a client ----

    @Test
    void readsAConversationWithEverything() throws LlmException {
        ChatRequest request = read(golden("client").toString());
        assertEquals(
                List.of(new Part.Text("Be brief."), new Part.CachePoint(Optional.of("1h")), new Part.Text("Guarded.")),
                request.system());
        assertEquals(
                List.of(
                        Turn.user(
                                new Part.Text("What is this?"),
                                Media.of(Media.Kind.IMAGE, "image/jpeg", new Media.Data("aW1n")),
                                Media.of(Media.Kind.VIDEO, "video/mp4", new Media.Url("s3://bucket/a.mp4")),
                                new Media(
                                        Media.Kind.DOCUMENT,
                                        "application/pdf",
                                        new Media.Data("cGRm"),
                                        Optional.of("report"),
                                        Optional.empty()),
                                new Media(
                                        Media.Kind.DOCUMENT,
                                        "text/plain",
                                        new Media.PlainText("a\nb"),
                                        Optional.of("notes"),
                                        Optional.empty()),
                                new Part.Text("Look here."),
                                cachePoint()),
                        Turn.assistant(
                                new Part.Reasoning(
                                        "A thought.", Optional.of(new Signature(Signature.ANTHROPIC, "c2ln"))),
                                new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "cmVk")),
                                Part.ToolCall.of("tooluse_1", "weather", new Json("{\"city\":\"Oslo\"}"))),
                        Turn.user(new Part.ToolResult(
                                "tooluse_1",
                                "",
                                List.of(
                                        new Part.Text("{\"sky\":\"blue\"}"),
                                        new Part.Text("warm"),
                                        Media.of(Media.Kind.IMAGE, "image/png", new Media.Data("aW1n"))),
                                true))),
                request.turns());
        assertEquals(
                List.of(new Tool(
                        "weather",
                        Optional.of("Tells the weather."),
                        new Json("{\"type\":\"object\"}"),
                        Optional.of(true),
                        Optional.of(cachePoint()))),
                request.tools());
        assertEquals(ToolChoice.named("weather"), request.toolChoice());
        assertEquals(
                Sampling.builder()
                        .maxTokens(512)
                        .temperature(OptionalDouble.of(0.5))
                        .topP(OptionalDouble.of(0.9))
                        .topK(OptionalLong.of(250))
                        .stop(List.of("END"))
                        .build(),
                request.sampling());
        assertEquals(Optional.of(ReasoningControl.ofBudget(2000)), request.reasoning());
        assertEquals(
                new OutputFormat.JsonSchema(
                        "sky", Optional.empty(), new Json("{\"type\":\"object\"}"), Optional.empty()),
                request.outputFormat());
        assertEquals(Map.of("team", "red"), request.metadata());
        assertEquals(
                "additionalModelRequestFields.anthropic_beta, additionalModelResponseFieldPaths, guardContent,"
                        + " guardrailConfig, hosted_tools, messages[].content[].document.citations, promptVariables",
                losses.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}}|HIGH",
                "{\"reasoning_config\":{\"type\":\"disabled\"}}|NONE",
                "{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"low\"}}|LOW",
                "{\"reasoning_effort\":\"medium\"}|MEDIUM"
            })
    void readsHowMuchToThink(String fields, Effort effort) throws LlmException {
        ChatRequest request = read("{\"messages\":[],\"additionalModelRequestFields\":" + fields + "}");
        assertEquals(Optional.of(ReasoningControl.of(effort)), request.reasoning());
        assertTrue(losses.isEmpty());
    }

    @Test
    void aNovasTopKIsRead() throws LlmException {
        assertEquals(
                OptionalLong.of(20),
                read("{\"messages\":[],\"additionalModelRequestFields\":{\"inferenceConfig\":{\"topK\":20}}}")
                        .sampling()
                        .topK());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|messages",
                "{\"messages\":{}}|messages",
                "{\"messages\":[1]}|messages[0]",
                "{\"messages\":[{\"role\":\"system\",\"content\":[]}]}|messages[0].role",
                "{\"messages\":[{\"role\":\"user\"}]}|messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}|messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"hologram\":{}}]}]}|messages[0].content[0]",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"toolUse\":{}}]}]}|messages[0].content[0].toolUse",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":{\"format\":\"png\"}}]}]}|messages[0].content[0].image.source",
                "{\"messages\":[],\"system\":[{\"text\":1}]}|system[0].text",
                "{\"messages\":[],\"toolConfig\":{\"tools\":[{\"toolSpec\":{}}]}}|toolConfig.tools[0].toolSpec.name",
                "{\"messages\":[],\"inferenceConfig\":{\"maxTokens\":\"1\"}}|inferenceConfig.maxTokens",
                "{\"messages\":[],\"outputConfig\":{\"textFormat\":{\"structure\":{\"jsonSchema\":{\"schema\":\"x\"}}}}}|outputConfig.textFormat.structure.jsonSchema.schema",
                "{\"messages\":[],\"requestMetadata\":{\"a\":1}}|requestMetadata.a"
            })
    void namesTheMemberAtFault(String body, String member) {
        LlmException refused = assertThrows(LlmException.class, () -> read(body));
        assertEquals(ErrorKind.INVALID_REQUEST, refused.error().kind());
        assertEquals(Optional.of(member), refused.error().param());
    }

    // ---- things that go both ways ----

    @ParameterizedTest
    @CsvSource({"anthropic,cmVk", "anthropic,not base64!", "google,abcd", "bedrock,abcd"})
    void encryptedThoughtsAreAlwaysBase64(String vendor, String value) {
        Signature data = new Signature(vendor, value);
        String text = RedactedContent.text(data, Signature.ANTHROPIC);
        assertTrue(Base64.getDecoder().decode(text).length > 0);
        assertEquals(data, RedactedContent.read(text, Signature.ANTHROPIC));
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic.claude-v2:1, 0",
        "anthropic.claude-3-haiku-20240307-v1:0, 300",
        "us.anthropic.claude-3-5-sonnet-20240620-v1:0, 305",
        "us.anthropic.claude-sonnet-4-20250514-v1:0, 400",
        "global.anthropic.claude-opus-4-5-20251101-v1:0, 405",
        "anthropic.claude-opus-4-6-v1, 406"
    })
    void versionsOfClaude(String model, int version) {
        assertEquals(version, ModelFamily.of(model).version());
    }
}
