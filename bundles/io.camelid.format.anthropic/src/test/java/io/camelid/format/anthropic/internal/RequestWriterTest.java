package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestWriterTest {
    private static final String MODEL = "claude-sonnet-4-5";
    private static final Part.Text HI = new Part.Text("Hi");
    private static final Part.CachePoint CACHE = new Part.CachePoint(Optional.empty());
    private static final Tool WEATHER =
            Tool.of("get_weather", "Tells the weather.", new Json("{\"type\":\"object\",\"properties\":{}}"));

    private final Losses losses = new Losses();

    @Test
    void writesAPlainQuestion() throws LlmException {
        ChatRequest request = chat(Turn.user(HI))
                .system(List.of(new Part.Text("Be kind."), new Part.Text(" "), new Part.Text("Be brief.")))
                .stream(true)
                .user(Optional.of("u-1"))
                .build();
        writes(
                """
                {"model":"claude-sonnet-4-5","max_tokens":4096,"system":"Be kind.\\n \\nBe brief.",
                 "messages":[{"role":"user","content":"Hi"}],"metadata":{"user_id":"u-1"},"stream":true}""",
                request);
        lost();
    }

    /** Results that came apart, and after words, are put together before them; ids and names get the right alphabet. */
    @Test
    void writesToolsAndTheirResults() throws LlmException {
        ChatRequest request = chat(
                        Turn.user(HI),
                        Turn.assistant(
                                new Part.Text("Let me see."),
                                Part.ToolCall.of("call:1", "maps.find", new Json("{\"city\":\"Oslo\"}")),
                                Part.ToolCall.of("", "get_weather", new Json(""))),
                        new Turn(Role.ASSISTANT, List.of(Part.ToolCall.of("c", "maps.find", new Json("[1]")))),
                        Turn.user(result("call:1", new Part.Text("59.9"))),
                        Turn.user(new Part.Text("And?"), new Part.ToolResult("c", "", List.of(), true)),
                        Turn.user(new Part.ToolResult(
                                "", "get_weather", List.of(new Part.Text("rain"), new Part.Text("")), false)))
                .tools(List.of(
                        WEATHER,
                        new Tool(
                                "maps.find",
                                Optional.empty(),
                                new Json("{\"properties\":{\"city\":{\"type\":\"string\",\"minLength\":1}}}"),
                                Optional.of(true),
                                Optional.of(new Part.CachePoint(Optional.of("1h"))))))
                .parallelToolCalls(Optional.of(false))
                .build();
        writes(
                """
                {"model":"claude-sonnet-4-5","max_tokens":4096,
                 "tools":[{"name":"get_weather","description":"Tells the weather.",
                           "input_schema":{"type":"object","properties":{}}},
                          {"name":"maps_find","strict":true,
                           "input_schema":{"properties":{"city":{"type":"string"}},"type":"object",
                                           "additionalProperties":false},
                           "cache_control":{"type":"ephemeral","ttl":"1h"}}],
                 "messages":[
                  {"role":"user","content":"Hi"},
                  {"role":"assistant","content":[
                    {"type":"text","text":"Let me see."},
                    {"type":"tool_use","id":"call_1","name":"maps_find","input":{"city":"Oslo"}},
                    {"type":"tool_use","id":"call","name":"get_weather","input":{}},
                    {"type":"tool_use","id":"c","name":"maps_find","input":{}}]},
                  {"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"call_1","content":"59.9"},
                    {"type":"tool_result","tool_use_id":"c","is_error":true},
                    {"type":"tool_result","tool_use_id":"call","content":"rain"},
                    {"type":"text","text":"And?"}]}],
                 "tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""",
                request);
        lost(Losses.SCHEMA);
    }

    /** Some providers count calls anew in every turn; Anthropic refuses an id that comes twice. */
    @Test
    void tellsCallsOfOneIdApart() throws LlmException {
        Part.ToolCall call = Part.ToolCall.of("call_0", "get_weather", Json.EMPTY_OBJECT);
        JsonNode body = write(chat(
                        Turn.user(HI),
                        Turn.assistant(call),
                        Turn.user(result("call_0", HI)),
                        Turn.assistant(call),
                        Turn.user(result("call_0", HI)))
                .tools(List.of(WEATHER))
                .build());
        assertEquals(
                List.of("call_0", "call_0", "call_0_1", "call_0_1"),
                List.of(
                        body.at("/messages/1/content/0/id").asText(),
                        body.at("/messages/2/content/0/tool_use_id").asText(),
                        body.at("/messages/3/content/0/id").asText(),
                        body.at("/messages/4/content/0/tool_use_id").asText()));
    }

    @Test
    void declaresToolsThatWereUsed() throws LlmException {
        JsonNode body = write(chat(
                        Turn.user(HI),
                        Turn.assistant(Part.ToolCall.of("c", "a b", Json.EMPTY_OBJECT)),
                        Turn.user(result("c", HI)))
                .build());
        assertEquals(Trees.tree("[{\"name\":\"a_b\",\"input_schema\":{\"type\":\"object\"}}]"), body.get("tools"));
        assertEquals(Trees.tree("{\"type\":\"none\"}"), body.get("tool_choice"));
        lost();
    }

    @Test
    void makesAConversationThatAnthropicTakes() throws LlmException {
        assertEquals(
                Trees.tree(
                        """
                        [{"role":"user","content":"."},{"role":"assistant","content":"Welcome."},
                         {"role":"user","content":"Hi"},{"role":"assistant","content":"It is"}]"""),
                write(chat(
                                        Turn.assistant(new Part.Text("Welcome.")),
                                        Turn.user(HI),
                                        Turn.assistant(new Part.Text("")),
                                        Turn.user(new Part.Text(" \n")),
                                        Turn.assistant(new Part.Text("It is \n")))
                                .build())
                        .get("messages"));
        assertEquals(
                Trees.tree("[{\"role\":\"user\",\"content\":\".\"}]"),
                write(chat().build()).get("messages"));
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO,     ,            true,",
        "AUTO,     ,            false, '{\"type\":\"auto\",\"disable_parallel_tool_use\":true}'",
        "REQUIRED, ,            true,  '{\"type\":\"any\"}'",
        "REQUIRED, ,            false, '{\"type\":\"any\",\"disable_parallel_tool_use\":true}'",
        "REQUIRED, get_weather, true,  '{\"type\":\"tool\",\"name\":\"get_weather\"}'",
        "NONE,     ,            false, '{\"type\":\"none\"}'",
    })
    void writesToolChoice(ToolChoice.Mode mode, String name, boolean parallel, String choice) throws LlmException {
        ChatRequest request = chat(Turn.user(HI))
                .tools(List.of(WEATHER))
                .toolChoice(new ToolChoice(mode, name == null ? List.of() : List.of(name)))
                .parallelToolCalls(Optional.of(parallel))
                .build();
        JsonNode written = write(request).get("tool_choice");
        assertEquals(choice == null ? null : Trees.tree(choice), written);
        lost();
    }

    @Test
    void offersOnlyTheToolsThatMayBeChosen() throws LlmException {
        Tool other = Tool.of("other", "", Json.EMPTY_OBJECT);
        Tool third = Tool.of("third", "", Json.EMPTY_OBJECT);
        JsonNode body = write(chat(Turn.user(HI))
                .tools(List.of(WEATHER, other, third))
                .toolChoice(new ToolChoice(ToolChoice.Mode.REQUIRED, List.of("other", "third")))
                .build());
        assertEquals(List.of("other", "third"), body.get("tools").findValuesAsText("name"));
        assertEquals("any", body.at("/tool_choice/type").asText());
    }

    /** By Anthropic's pages on extended thinking, adaptive thinking and effort. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // model, effort, budget, max_tokens; thinking, effort, max_tokens
                "claude-3-opus-20240229,   HIGH, 0,    -,    -,                      -,      4096",
                "claude-3-7-sonnet-latest, LOW,  0,    -,    enabled 1024,           -,      5120",
                "claude-sonnet-4-20250514, MAX,  0,    8000, enabled 7999,           -,      8000",
                "claude-sonnet-4-5,        HIGH, 0,    1024, -,                      -,      1024",
                "claude-sonnet-4-5,        NONE, 0,    -,    -,                      -,      4096",
                "claude-sonnet-4-5,        -,    500,  -,    -,                      -,      4096",
                "claude-sonnet-4-5,        -,    2000, -,    enabled 2000,           -,      6096",
                "claude-sonnet-4-5,        -,    -1,   -,    enabled 2048,           -,      6144",
                "claude-opus-4-7,          -,    -1,   -,    adaptive,               -,      6144",
                "claude-opus-4-5,          MAX,  0,    -,    enabled 16384,          high,   20480",
                "claude-opus-4-6,          HIGH, 0,    9000, adaptive,               high,   9000",
                "claude-opus-4-6,          -,    2000, 9000, enabled 2000,           -,      9000",
                "claude-sonnet-4-6,        XHIGH,0,    9000, adaptive,               max,    9000",
                "claude-opus-4-7,          XHIGH,0,    9000, adaptive,               xhigh,  9000",
                "claude-opus-4-7,          -,    3000, 9000, adaptive,               high,   9000",
                "claude-opus-4-7,          NONE, 0,    9000, -,                      -,      9000",
                "claude-sonnet-5,          NONE, 0,    9000, disabled,               -,      9000",
                "claude-mythos-preview,    LOW,  0,    9000, adaptive,               low,    9000",
                "claude-sonnet-4@20250514, LOW,  0,    9000, enabled 1024,           -,      9000",
                "us.anthropic.claude-haiku-4-5-20251001-v1:0, LOW, 0, 9000, enabled 1024, -, 9000",
                "kimi-k2,                  LOW,  0,    9000, enabled 1024,           -,      9000",
            })
    void thinksAsTheModelCan(
            String model,
            ReasoningControl.Effort effort,
            long budget,
            Long limit,
            String thinking,
            String writtenEffort,
            long maxTokens)
            throws LlmException {
        ReasoningControl control = effort == null ? ReasoningControl.ofBudget(budget) : ReasoningControl.of(effort);
        ChatRequest.Builder request = chat(Turn.user(HI)).model(model).reasoning(Optional.of(control));
        if (limit != null) {
            request.sampling(Sampling.builder().maxTokens(limit).build());
        }
        JsonNode body = write(request.build());
        String type = body.at("/thinking/type").asText();
        String written = type
                + (type.equals("enabled")
                        ? " " + body.at("/thinking/budget_tokens").asLong()
                        : "");
        assertEquals(thinking == null ? "" : thinking, written);
        assertEquals(
                writtenEffort == null ? "" : writtenEffort,
                body.at("/output_config/effort").asText());
        assertEquals(maxTokens, body.get("max_tokens").asLong());
        boolean wanted = effort != ReasoningControl.Effort.NONE;
        assertEquals(wanted && thinking == null, losses.names().contains(Losses.REASONING));
    }

    /** The newest models think unless they are told not to, and not all of them can be told. */
    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-8, '',       any,  4096, ''",
        "claude-sonnet-5, disabled, any,  4096, ''",
        "claude-fable-5,  '',       auto, 8192, tool_choice",
    })
    void makesModelsThatThinkByDefaultCallTools(
            String model, String thinking, String choice, long maxTokens, String lost) throws LlmException {
        JsonNode body = write(chat(Turn.user(HI))
                .model(model)
                .tools(List.of(WEATHER))
                .toolChoice(ToolChoice.REQUIRED)
                .build());
        assertEquals(thinking, body.at("/thinking/type").asText());
        assertEquals(choice, body.at("/tool_choice/type").asText());
        assertEquals(maxTokens, body.get("max_tokens").asLong());
        assertEquals(lost, losses.toString());
        assertFalse(write(chat(Turn.user(HI)).model(model).build()).has("thinking"));
    }

    /** After results of tools it goes on only from the thoughts before them, which others' clients do not keep. */
    @Test
    void stopsThinkingWhereThoughtsAreMissing() throws LlmException {
        Part.ToolCall call = Part.ToolCall.of("c", "get_weather", Json.EMPTY_OBJECT);
        Turn answer = Turn.user(result("c", HI));
        ChatRequest without = thinking(Turn.user(HI), Turn.assistant(call), answer);
        assertFalse(write(without).has("thinking"));
        lost(Losses.REASONING);
        Part thought = new Part.Reasoning("Hm.", Optional.of(new Signature(Signature.ANTHROPIC, "s")));
        JsonNode body = write(thinking(Turn.user(HI), Turn.assistant(thought, call), answer));
        assertEquals("enabled", body.at("/thinking/type").asText());
        assertEquals(
                Trees.tree("{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"s\"}"),
                body.at("/messages/1/content/0"));
    }

    private ChatRequest thinking(Turn... turns) {
        return chat(turns)
                .tools(List.of(WEATHER))
                .reasoning(Optional.of(ReasoningControl.of(ReasoningControl.Effort.LOW)))
                .build();
    }

    @Test
    void showsAnthropicNoOtherVendorsThoughts() throws LlmException {
        JsonNode body = write(chat(
                        Turn.user(HI),
                        Turn.assistant(
                                new Part.Reasoning("a", Optional.empty()),
                                new Part.Reasoning("b", Optional.of(new Signature(Signature.GOOGLE, "g"))),
                                new Part.RedactedReasoning(new Signature(Signature.OPENAI, "o")),
                                new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "r")),
                                new Part.Refusal("No.")),
                        Turn.user(HI))
                .build());
        assertEquals(
                Trees.tree("[{\"type\":\"redacted_thinking\",\"data\":\"r\"},{\"type\":\"text\",\"text\":\"No.\"}]"),
                body.at("/messages/1/content"));
        lost(Losses.REASONING_HISTORY);
    }

    @Test
    void thinkingRefusesOtherWishes() throws LlmException {
        JsonNode body = write(chat(Turn.user(HI))
                .tools(List.of(WEATHER))
                .toolChoice(ToolChoice.REQUIRED)
                .reasoning(Optional.of(ReasoningControl.of(ReasoningControl.Effort.LOW)))
                .sampling(sampling(0.3, 0.9))
                .build());
        assertEquals(Trees.tree("{\"type\":\"auto\"}"), body.get("tool_choice"));
        assertEquals(1, body.get("temperature").asInt());
        assertFalse(body.has("top_p"));
        assertFalse(body.has("top_k"));
        lost(Losses.TEMPERATURE, Losses.TOP_P, Losses.TOP_K, Losses.TOOL_CHOICE);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-opus-20240229, 0.5, 0.5, 0.5, 0.5, ''",
        "claude-3-opus-20240229, 1.7, 0.5, 1.0, 0.5, temperature",
        "claude-3-opus-20240229, -1,  2,   0.0, ,    'temperature, top_p'",
        "claude-sonnet-4-5,      0.5, 0.5, 0.5, ,    top_p",
        "claude-sonnet-4-5,      0.5, 1,   0.5, ,    ''",
        "claude-opus-4-7,        0.5, 0.5, ,    ,    'temperature, top_k, top_p'",
        "claude-opus-4-7,        1,   1,   ,    ,    top_k",
    })
    void drawsAsTheModelCan(
            String model, double temperature, double topP, Double writtenTemperature, Double writtenTopP, String lost)
            throws LlmException {
        JsonNode body = write(chat(Turn.user(HI))
                .model(model)
                .sampling(sampling(temperature, topP))
                .build());
        assertEquals(writtenTemperature, number(body, "temperature"));
        assertEquals(writtenTopP, number(body, "top_p"));
        assertEquals(lost, losses.toString());
    }

    private static Double number(JsonNode body, String name) {
        return body.has(name) ? (Double) body.get(name).asDouble() : null;
    }

    private static Sampling sampling(double temperature, double topP) {
        return Sampling.builder()
                .temperature(OptionalDouble.of(temperature))
                .topP(OptionalDouble.of(topP))
                .topK(OptionalLong.of(5))
                .build();
    }

    @Test
    void tellsWhatIsLost() throws LlmException {
        JsonNode body = write(chat(Turn.user(HI))
                .metadata(Map.of("team", "red"))
                .sampling(Sampling.builder()
                        .candidates(OptionalInt.of(2))
                        .seed(OptionalLong.of(1))
                        .frequencyPenalty(OptionalDouble.of(1))
                        .presencePenalty(OptionalDouble.of(0))
                        .logprobs(Optional.of(true))
                        .logitBias(Map.of("1", 2.0))
                        .stop(List.of("END", " \n"))
                        .build())
                .build());
        assertEquals(Trees.tree("[\"END\"]"), body.get("stop_sequences"));
        lost(
                Losses.METADATA,
                Losses.CANDIDATES,
                Losses.SEED,
                Losses.FREQUENCY_PENALTY,
                Losses.LOGPROBS,
                Losses.LOGIT_BIAS,
                Losses.STOP);
    }

    @Test
    void keepsTheLastFourCachePoints() throws LlmException {
        ChatRequest request = chat(
                        Turn.user(HI, CACHE, HI, CACHE),
                        Turn.assistant(new Part.Text("Yes."), CACHE),
                        Turn.user(new Part.ToolResult("c", "", List.of(HI, CACHE), false), HI, CACHE))
                .system(List.of(new Part.Text("Be kind."), CACHE))
                .build();
        writes(
                """
                {"model":"claude-sonnet-4-5","max_tokens":4096,"system":[{"type":"text","text":"Be kind."}],
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"Hi"},
                    {"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]},
                  {"role":"assistant","content":[
                    {"type":"text","text":"Yes.","cache_control":{"type":"ephemeral"}}]},
                  {"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"c","content":[
                      {"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]},
                    {"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]}]}""",
                request);
        lost(Losses.CACHE_POINT);
    }

    @Test
    void writesPicturesAndDocuments() throws LlmException {
        JsonNode body = write(chat(Turn.user(
                        new Media(
                                Media.Kind.IMAGE,
                                "image/jpg",
                                new Media.Data("/9j/"),
                                Optional.empty(),
                                Optional.of("high")),
                        Media.of(Media.Kind.IMAGE, "", new Media.Url("https://example.com/a.png")),
                        Media.of(Media.Kind.IMAGE, "", new Media.FileId("file_1")),
                        new Media(
                                Media.Kind.DOCUMENT,
                                "application/pdf",
                                new Media.Data("JVBERi0="),
                                Optional.of("a.pdf"),
                                Optional.empty()),
                        Media.of(Media.Kind.DOCUMENT, "text/csv; charset=utf-8", new Media.Data("YSxi")),
                        Media.of(Media.Kind.DOCUMENT, "text/plain", new Media.PlainText("words"))))
                .build());
        assertEquals(
                Trees.tree(
                        """
                        [{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/"}},
                         {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
                         {"type":"image","source":{"type":"file","file_id":"file_1"}},
                         {"type":"document","title":"a.pdf",
                          "source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}},
                         {"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,b"}},
                         {"type":"document","source":{"type":"text","media_type":"text/plain","data":"words"}}]"""),
                body.at("/messages/0/content"));
        lost(Losses.MEDIA_DETAIL);
    }

    @Test
    void refusesWhatAnthropicCannotSee() {
        refuses(Media.of(Media.Kind.AUDIO, "audio/wav", new Media.Data("UklGRg==")));
        refuses(Media.of(Media.Kind.IMAGE, "image/tiff", new Media.Data("SUkq")));
        refuses(Media.of(Media.Kind.IMAGE, "image/png", new Media.Url("gs://bucket/a.png")));
        refuses(Media.of(Media.Kind.DOCUMENT, "application/msword", new Media.Data("0M8R4A==")));
        refuses(Media.of(Media.Kind.DOCUMENT, "text/plain", new Media.Data("?")));
    }

    private void refuses(Media media) {
        ChatRequest request = chat(Turn.user(media)).build();
        LlmException refused = assertThrows(LlmException.class, () -> write(request));
        assertEquals("unsupported_content", refused.error().code());
        assertEquals(400, refused.error().status());
    }

    @Test
    void asksForJsonByASchema() throws LlmException {
        Json schema = new Json(
                """
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","title":"T",
                 "properties":{"a":{"type":"integer","minimum":1},"b":{"$ref":"#/$defs/b"},
                   "c":{"oneOf":[{"type":"null"},{"type":"array","items":{"type":"string","format":"regex"},
                     "minItems":1,"maxItems":3}]},
                   "d":{"type":"string","pattern":"^a+$","enum":["a","aa"]}},
                 "required":["a"],"additionalProperties":true,
                 "$defs":{"b":{"type":["object","null"],"properties":{}}}}""");
        JsonNode body = write(json(MODEL, schema));
        assertEquals(
                Trees.tree(
                        """
                        {"format":{"type":"json_schema","schema":{"type":"object","title":"T",
                         "properties":{"a":{"type":"integer"},"b":{"$ref":"#/$defs/b"},
                           "c":{"anyOf":[{"type":"null"},{"type":"array","items":{"type":"string"},"minItems":1}]},
                           "d":{"type":"string","pattern":"^a+$","enum":["a","aa"]}},
                         "required":["a"],"additionalProperties":false,
                         "$defs":{"b":{"type":["object","null"],"properties":{},"additionalProperties":false}}}}}"""),
                body.get("output_config"));
        lost(Losses.SCHEMA);
    }

    /** Of older models, and for a schema that is not covered, by a tool. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-3-opus-20240229 | {\"type\":\"object\",\"properties\":{\"a\":{}}}",
                "claude-sonnet-4-5 | {\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}",
                "claude-sonnet-4-5 | {\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"http://example.com/a\"}}}",
            })
    void asksForJsonByATool(String model, String schema) throws LlmException {
        JsonNode body = write(json(model, new Json(schema)));
        assertEquals(Trees.tree(schema), body.at("/tools/0/input_schema"));
        assertEquals(
                Trees.tree("{\"type\":\"tool\",\"disable_parallel_tool_use\":true,\"name\":\"answer_in_json\"}"),
                body.get("tool_choice"));
        assertFalse(body.has("output_config"));
        lost();
    }

    private ChatRequest json(String model, Json schema) {
        return chat(Turn.user(HI))
                .model(model)
                .outputFormat(new OutputFormat.JsonSchema("s", Optional.empty(), schema, Optional.of(true)))
                .build();
    }

    @Test
    void asksForAnyJsonObjectByATool() throws LlmException {
        Tool taken = Tool.of("answer_in_json", "", Json.EMPTY_OBJECT);
        ChatRequest plain =
                chat(Turn.user(HI)).outputFormat(new OutputFormat.JsonObject()).build();
        assertEquals(
                Trees.tree("{\"type\":\"tool\",\"disable_parallel_tool_use\":true,\"name\":\"answer_in_json\"}"),
                write(plain).get("tool_choice"));
        JsonNode withTools = write(plain.toBuilder().tools(List.of(taken)).build());
        assertEquals(
                List.of("answer_in_json", "answer_in_json_"),
                withTools.get("tools").findValuesAsText("name"));
        assertEquals(Trees.tree("{\"type\":\"any\"}"), withTools.get("tool_choice"));
        JsonNode forced = write(plain.toBuilder()
                .tools(List.of(taken))
                .toolChoice(ToolChoice.REQUIRED)
                .build());
        assertEquals(1, forced.get("tools").size());
        lost();
        JsonNode thinking = write(plain.toBuilder()
                .reasoning(Optional.of(ReasoningControl.of(ReasoningControl.Effort.LOW)))
                .build());
        assertEquals(Trees.tree("{\"type\":\"auto\"}"), thinking.get("tool_choice"));
        lost(Losses.OUTPUT_FORMAT);
    }

    @Test
    void completesSchemasOfTools() throws LlmException {
        List<String> schemas = List.of(
                "null",
                "{}",
                "{\"type\":[\"object\",\"null\"]}",
                "{\"anyOf\":[{\"properties\":{\"a\":{}},\"required\":[\"a\"]},{\"properties\":{\"b\":{}}}]}");
        List<Tool> tools = new ArrayList<>();
        schemas.forEach(schema -> tools.add(Tool.of("t" + tools.size(), "", new Json(schema))));
        JsonNode body = write(chat(Turn.user(HI)).tools(tools).build());
        assertEquals(
                Trees.tree(
                        """
                        [{"type":"object"},{"type":"object"},{"type":"object"},
                         {"properties":{"a":{},"b":{}},"type":"object"}]"""),
                Trees.tree(body.get("tools").findValues("input_schema").toString()));
        lost(Losses.SCHEMA);
    }

    private static Part.ToolResult result(String id, Part... content) {
        return new Part.ToolResult(id, "", List.of(content), false);
    }

    private static ChatRequest.Builder chat(Turn... turns) {
        return ChatRequest.builder().model(MODEL).turns(Arrays.asList(turns));
    }

    private JsonNode write(ChatRequest request) throws LlmException {
        return Trees.tree(new MessagesCodec().writeRequest(request, losses));
    }

    private void writes(String expected, ChatRequest request) throws LlmException {
        assertEquals(Trees.tree(expected), write(request));
    }

    private void lost(String... names) {
        assertEquals(Set.of(names), losses.names());
    }
}
