package io.camelid.format.gemini.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatCollector;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.TokenLogprob;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.GoldenFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files in {@code golden/chat} are written by hand from Google's reference. */
class GenerateContentCodecTest {
    private static final String PATH = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";
    private static final Media PICTURE = Media.of(Media.Kind.IMAGE, "image/png", new Media.Data("iVBORw0KGgo="));
    private static final ChatResponse ANSWER = new ChatResponse(
            "r-1",
            "gemini-3-pro-preview",
            List.of(new ChatResponse.Candidate(
                    List.of(
                            new Part.Reasoning("Hm.", Optional.of(new Signature(Signature.GOOGLE, "c2ln"))),
                            new Part.Text("One moment."),
                            new Part.ToolCall(
                                    "call-1",
                                    "time",
                                    new Json("{\"zone\":\"CET\"}"),
                                    Optional.of(new Signature(Signature.GOOGLE, "Y2FsbA=="))),
                            PICTURE),
                    FinishReason.TOOL_CALLS,
                    Optional.empty(),
                    List.of(new TokenLogprob(
                            "One",
                            -0.5,
                            List.of(
                                    new TokenLogprob("One", -0.5, List.of()),
                                    new TokenLogprob("A", -1.5, List.of())))))),
            new Usage(20, 12, 10, -1, 4));

    private final ChatCodec codec = new GenerateContentCodec();

    @Test
    void readsAClientsRequest() throws LlmException {
        Losses losses = new Losses();
        ChatRequest read = codec.readRequest(PATH, golden("client-request"), losses);

        assertEquals("gemini-2.5-flash", read.model());
        assertTrue(read.stream());
        assertEquals("Be brief.", read.systemText());
        assertEquals(
                List.of(
                        Turn.user(
                                new Part.Text("What is this?"),
                                PICTURE,
                                Media.of(Media.Kind.DOCUMENT, "application/pdf", new Media.Url("gs://bucket/a.pdf")),
                                Media.of(Media.Kind.DOCUMENT, "text/plain", new Media.PlainText("Hello"))),
                        Turn.assistant(
                                new Part.Reasoning(
                                        "I should look.", Optional.of(new Signature(Signature.GOOGLE, "c2ln"))),
                                new Part.ToolCall(
                                        "call_0",
                                        "look",
                                        new Json("{\"at\":\"it\",\"times\":2}"),
                                        Optional.of(new Signature(Signature.GOOGLE, "Y2FsbA=="))),
                                Part.ToolCall.of("call_1", "look", new Json("{\"at\":\"that\"}")),
                                Part.ToolCall.of("x1", "measure", new Json("{}"))),
                        Turn.user(
                                new Part.ToolResult("call_0", "look", List.of(new Part.Text("a cat")), false),
                                new Part.ToolResult("call_1", "look", List.of(new Part.Text("too dark")), true),
                                new Part.ToolResult("x1", "measure", List.of(new Part.Text("{\"cm\":40}")), false))),
                read.turns());
        assertEquals(
                "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":[\"string\",\"null\"]},\"times\":{\"type\":"
                        + "\"integer\",\"minimum\":1},\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\","
                        + "\"enum\":[\"a\",\"b\"]},\"minItems\":1}},\"required\":[\"at\"]}",
                read.tools().get(0).parameters().text());
        assertEquals(
                "{\"type\":\"object\",\"additional_properties\":false}",
                read.tools().get(1).parameters().text());
        assertEquals(ToolChoice.named("look"), read.toolChoice());
        assertEquals(
                Sampling.builder()
                        .maxTokens(256)
                        .temperature(OptionalDouble.of(0.5))
                        .topP(OptionalDouble.of(0.9))
                        .topK(OptionalLong.of(40))
                        .candidates(OptionalInt.of(1))
                        .stop(List.of("END"))
                        .seed(OptionalLong.of(7))
                        .frequencyPenalty(OptionalDouble.of(0.2))
                        .presencePenalty(OptionalDouble.of(0.1))
                        .logprobs(Optional.of(true))
                        .topLogprobs(OptionalInt.of(3))
                        .build(),
                read.sampling());
        assertEquals(
                "{\"type\":\"object\",\"properties\":{\"animal\":{\"type\":\"string\"}}}",
                ((OutputFormat.JsonSchema) read.outputFormat()).schema().text());
        assertEquals(
                Optional.of(new ReasoningControl(Optional.empty(), OptionalLong.of(2048), Optional.of(true))),
                read.reasoning());
        assertEquals(
                Set.of("cachedContent", "generationConfig.mediaResolution", "hosted_tools", "safetySettings"),
                losses.names());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "contents[0].role,                       `{\"contents\":[{\"role\":\"assistant\",\"parts\":[]}]}`",
                "contents,                               `{\"contents\":\"Hi\"}`",
                "contents,                               `{}`",
                "contents[0].parts[0].text,              `{\"contents\":[{\"parts\":[{\"text\":1}]}]}`",
                "contents[0].parts[0].functionCall.name, `{\"contents\":[{\"parts\":[{\"functionCall\":{}}]}]}`",
                "contents[0].parts[0].functionResponse.name,"
                        + " `{\"contents\":[{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}]}`",
                "generationConfig.topK,                  `{\"contents\":[],\"generationConfig\":{\"topK\":\"a\"}}`",
                "generationConfig.thinkingConfig.thinkingLevel,"
                        + " `{\"contents\":[],\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"HUGE\"}}}`",
            })
    void refusesByTheMembersPath(String path, String body) {
        LlmError error = assertThrows(LlmException.class, () -> codec.readRequest(PATH, bytes(body), new Losses()))
                .error();
        assertEquals(ErrorKind.INVALID_REQUEST, error.kind());
        assertEquals(Optional.of(path), error.param());
    }

    @Test
    void writesARequestForGoogle() throws LlmException {
        Losses losses = new Losses();
        ChatRequest request = conversation()
                .model("gemini-3-flash-preview")
                .system(List.of(new Part.Text("Be brief."), new Part.CachePoint(Optional.empty())))
                .toolChoice(ToolChoice.named("get_weather"))
                .parallelToolCalls(Optional.of(false))
                .sampling(Sampling.builder()
                        .maxTokens(100)
                        .temperature(OptionalDouble.of(0.5))
                        .topP(OptionalDouble.of(0.9))
                        .candidates(OptionalInt.of(2))
                        .stop(List.of("a", "b", "c", "d", "e", "f"))
                        .seed(OptionalLong.of(7))
                        .frequencyPenalty(OptionalDouble.of(0.5))
                        .presencePenalty(OptionalDouble.of(0.25))
                        .logprobs(Optional.of(true))
                        .topLogprobs(OptionalInt.of(2))
                        .logitBias(Map.of("50256", -100.0))
                        .build())
                .outputFormat(new OutputFormat.JsonSchema(
                        "answer",
                        Optional.empty(),
                        new Json("{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}},"
                                + "\"required\":[\"answer\"],\"additionalProperties\":false}"),
                        Optional.of(true)))
                .reasoning(Optional.of(ReasoningControl.of(ReasoningControl.Effort.LOW)))
                .user(Optional.of("u"))
                .build();

        assertEquals(tree(golden("upstream-request")), tree(codec.writeRequest(request, losses)));
        assertEquals(
                Set.of(
                        Losses.CACHE_POINT,
                        Losses.LOGIT_BIAS,
                        Losses.PARALLEL_TOOL_CALLS,
                        Losses.REASONING_HISTORY,
                        Losses.SCHEMA,
                        Losses.STOP,
                        Losses.USER),
                losses.names());
    }

    private static ChatRequest.Builder conversation() {
        Json weather = new Json("{\"$schema\":\"x\",\"type\":\"object\",\"properties\":{\"city\":{\"$ref\":"
                + "\"#/$defs/city\"},\"unit\":{\"anyOf\":[{\"enum\":[\"C\",\"F\"]},{\"type\":\"null\"}]}},"
                + "\"required\":[\"city\"],\"$defs\":{\"city\":{\"type\":\"string\",\"description\":\"Where.\"}}}");
        return ChatRequest.builder()
                .turns(List.of(
                        Turn.user(new Part.Text("Weather and time in Oslo?")),
                        Turn.user(PICTURE),
                        Turn.assistant(
                                new Part.Reasoning("Hm.", Optional.of(new Signature(Signature.OPENAI, "x"))),
                                new Part.Text("Let me see."),
                                Part.ToolCall.of("a", "get_weather", new Json("{\"city\":\"Oslo\"}")),
                                Part.ToolCall.of("b", "time", new Json("not JSON"))),
                        Turn.user(new Part.ToolResult("b", "", List.of(new Part.Text("no clock")), true)),
                        Turn.user(
                                new Part.Text("Well?"),
                                new Part.ToolResult("a", "", List.of(new Part.Text("sunny")), false))))
                .tools(List.of(
                        Tool.of("get_weather", "The weather.", weather),
                        Tool.of("time", "The time.", new Json("{\"type\":\"object\",\"properties\":{}}"))));
    }

    @Test
    void googlesOwnSignaturesGoBackWhereTheyWere() throws LlmException {
        Signature seal = new Signature(Signature.GOOGLE, "c2ln");
        ChatRequest request = ChatRequest.builder()
                .model("gemini-3-pro-preview")
                .turns(List.of(
                        Turn.user(new Part.Text("Hi")),
                        Turn.assistant(
                                new Part.Reasoning("Hm.", Optional.of(seal)),
                                new Part.Text("Hello."),
                                new Part.RedactedReasoning(seal),
                                new Part.ToolCall("a", "f", Json.EMPTY_OBJECT, Optional.of(seal)))))
                .build();
        assertEquals(
                "[{\"text\":\"Hm.\",\"thought\":true,\"thoughtSignature\":\"c2ln\"},"
                        + "{\"text\":\"Hello.\",\"thoughtSignature\":\"c2ln\"},"
                        + "{\"functionCall\":{\"name\":\"f\",\"args\":{}},\"thoughtSignature\":\"c2ln\"}]",
                write(request).at("/contents/1/parts").toString());
    }

    @Test
    void anotherVendorsSignatureReachesAClientAndComesBack() throws LlmException {
        Signature seal = new Signature(Signature.ANTHROPIC, "EqQBCkYIBx+/==");
        ChatResponse response = new ChatResponse(
                "",
                "",
                List.of(ChatResponse.Candidate.of(
                        List.of(new Part.Reasoning("Hm.", Optional.of(seal)), new Part.RedactedReasoning(seal)),
                        FinishReason.STOP)),
                Usage.UNKNOWN);
        JsonNode parts = tree(codec.writeResponse(response, reply())).at("/candidates/0/content/parts");
        Base64.getDecoder().decode(parts.at("/0/thoughtSignature").textValue());
        ChatRequest back = codec.readRequest(
                PATH, bytes("{\"contents\":[{\"role\":\"model\",\"parts\":" + parts + "}]}"), new Losses());
        assertEquals(response.candidates().get(0).parts(), back.turns().get(0).parts());
    }

    @Test
    void nothingToSayIsASpace() throws LlmException {
        assertEquals(
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\" \"}]}]}",
                write(ChatRequest.builder().model("gemini-2.5-flash").build()).toString());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gemini-2.5-flash,                  NONE,   '{\"thinkingBudget\":0}', -",
                "gemini-2.5-pro,                    NONE,   '{\"thinkingBudget\":128}', reasoning",
                "gemini-2.5-flash-lite,             LOW,    '{\"thinkingBudget\":1024,\"includeThoughts\":true}', -",
                "models/gemini-2.5-pro,             MAX,    '{\"thinkingBudget\":16384,\"includeThoughts\":true}', -",
                "gemini-3-pro-preview,              MEDIUM, '{\"thinkingLevel\":\"HIGH\",\"includeThoughts\":true}', -",
                "gemini-3.1-pro-preview,            MEDIUM, '{\"thinkingLevel\":\"MEDIUM\",\"includeThoughts\":true}', -",
                "gemini-3-flash-preview,            NONE,   '{\"thinkingLevel\":\"MINIMAL\"}', reasoning",
                "gemini-flash-latest,               XHIGH,  '{\"thinkingLevel\":\"HIGH\",\"includeThoughts\":true}', -",
                "gemini-2.0-flash,                  HIGH,   -, reasoning",
                "gemini-1.5-pro-latest,             NONE,   -, -",
                "gemma-3-27b-it,                    LOW,    -, reasoning",
            })
    void thinkingIsCountedOrGraded(String model, ReasoningControl.Effort effort, String config, String loss)
            throws LlmException {
        Losses losses = new Losses();
        ChatRequest request = ChatRequest.builder()
                .model(model)
                .reasoning(Optional.of(ReasoningControl.of(effort)))
                .build();
        JsonNode written = tree(codec.writeRequest(request, losses)).at("/generationConfig/thinkingConfig");
        assertEquals(config, written.isMissingNode() ? null : written.toString());
        assertEquals(loss == null ? "" : loss, losses.toString());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gs://bucket/a.png,                                               image/png",
                "https://generativelanguage.googleapis.com/v1beta/files/abc,      ''",
                "https://www.youtube.com/watch?v=x,                               video/mp4",
                "gs://bucket/unknown,                                             -",
                "https://example.org/a.png,                                       -",
                "http://www.youtube.com/watch?v=x,                                -",
                "https://generativelanguage.googleapis.com.evil.example/a.png,    -",
            })
    void onlyWhatGoogleFetchesIsSentAsUri(String uri, String mediaType) throws LlmException {
        ChatRequest request = ChatRequest.builder()
                .model("gemini-2.5-flash")
                .turns(List.of(Turn.user(Media.of(Media.Kind.IMAGE, "", new Media.Url(uri)))))
                .build();
        if (mediaType == null) {
            LlmError error =
                    assertThrows(LlmException.class, () -> write(request)).error();
            assertEquals("unsupported_content", error.code());
        } else {
            JsonNode file = write(request).at("/contents/0/parts/0/fileData");
            assertEquals(uri, file.path("fileUri").asText());
            assertEquals(mediaType, file.path("mimeType").asText());
        }
    }

    @Test
    void toolsComeBeforeAShapeForModelsThatTakeOneOfThem() throws LlmException {
        Losses losses = new Losses();
        ChatRequest request = conversation()
                .model("gemini-2.5-flash")
                .outputFormat(new OutputFormat.JsonObject())
                .toolChoice(new ToolChoice(ToolChoice.Mode.AUTO, List.of("time")))
                .build();
        JsonNode written = tree(codec.writeRequest(request, losses));
        assertTrue(written.path("generationConfig").isMissingNode(), written.toString());
        assertTrue(losses.names().contains(Losses.OUTPUT_FORMAT));
        assertEquals("time", written.at("/tools/0/functionDeclarations/0/name").asText());
        assertEquals(1, written.at("/tools/0/functionDeclarations").size());
    }

    @Test
    void readsAWholeAnswer() throws LlmException {
        assertEquals(
                ANSWER,
                codec.readResponse(
                        golden("answer"), ChatRequest.builder().model("m").build()));
    }

    @Test
    void readsAStream() {
        ChatCollector collector = new ChatCollector();
        read(new String(
                        GoldenFile.named("chat/answer.gemini.generate_content.sse")
                                .bytes(),
                        StandardCharsets.UTF_8))
                .forEach(collector);
        ChatResponse read = collector.response();
        assertEquals(ANSWER.usage(), read.usage());
        assertEquals(
                ANSWER.candidates().get(0).reason(), read.candidates().get(0).reason());
        assertEquals(
                ANSWER.candidates().get(0).logprobs(), read.candidates().get(0).logprobs());
        assertEquals(
                ANSWER.candidates().get(0).parts(), read.candidates().get(0).parts());
    }

    @Test
    void writesAWholeAnswer() {
        assertEquals(tree(golden("answer")), tree(codec.writeResponse(ANSWER, reply())));
    }

    @Test
    void writesAStream() {
        ChatCodec.StreamWriter writer = codec.writer(reply());
        StringBuilder stream = new StringBuilder();
        ANSWER.replay(event -> stream.append(StandardCharsets.UTF_8.decode(writer.write(event))));
        assertEquals(
                new String(
                        GoldenFile.named("chat/answer.gemini.generate_content.sse")
                                .bytes(),
                        StandardCharsets.UTF_8),
                stream.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP, TOOL_CALLS",
        "MAX_TOKENS, MAX_TOKENS, MAX_TOKENS",
        "SAFETY, CONTENT_FILTER, CONTENT_FILTER",
        "RECITATION, CONTENT_FILTER, CONTENT_FILTER",
        "SPII, CONTENT_FILTER, CONTENT_FILTER",
        "UNEXPECTED_TOOL_CALL, CONTENT_FILTER, CONTENT_FILTER",
        "IMAGE_SAFETY, CONTENT_FILTER, CONTENT_FILTER",
        "MALFORMED_FUNCTION_CALL, OTHER, TOOL_CALLS",
        "NEVER_HEARD_OF, OTHER, TOOL_CALLS",
    })
    void reasonsOfTheEnd(String reason, FinishReason withWords, FinishReason withCall) throws LlmException {
        assertEquals(withWords, finish("{\"text\":\"Hi\"}", reason));
        assertEquals(withCall, finish("{\"functionCall\":{\"name\":\"f\"}}", reason));
    }

    private FinishReason finish(String part, String reason) throws LlmException {
        String body = "{\"candidates\":[{\"content\":{\"parts\":[" + part + "]},\"finishReason\":\"" + reason + "\"}]}";
        return codec.readResponse(bytes(body), ChatRequest.builder().build())
                .candidates()
                .get(0)
                .reason();
    }

    @Test
    void aSignatureOnWordsIsKeptBesideThem() {
        List<ChatEvent> events =
                read("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}],\"responseId\":\"r\"}\n\n"
                        + "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}]}}]}\n\n"
                        + "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\",\"thoughtSignature\":\"c2ln\"}]},"
                        + "\"finishReason\":\"STOP\"}]}\n\n");
        assertEquals(
                List.of(
                        new ChatEvent.Started("r", ""),
                        new ChatEvent.PartStarted(0, 0, new Part.Text("")),
                        new ChatEvent.PartDelta(0, 0, "Hel"),
                        new ChatEvent.PartDelta(0, 0, "lo"),
                        new ChatEvent.PartEnded(0, 0),
                        new ChatEvent.PartStarted(
                                0, 1, new Part.RedactedReasoning(new Signature(Signature.GOOGLE, "c2ln"))),
                        new ChatEvent.PartEnded(0, 1),
                        new ChatEvent.Finished(0, FinishReason.STOP, Optional.empty()),
                        new ChatEvent.Ended()),
                events);
    }

    @Test
    void callsWithoutIdsGetOnesThatStay() {
        String stream =
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}},"
                        + "{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},\"finishReason\":\"STOP\"}],\"responseId\":\"%s\"}\n\n";
        List<String> ids = ids(stream.formatted("r1"));
        assertEquals(ids, ids(stream.formatted("r1")));
        assertEquals(2, Set.copyOf(ids).size());
        assertTrue(ids(stream.formatted("r2")).stream().noneMatch(ids::contains));
        ids.forEach(id -> assertTrue(id.matches("call_[0-9a-f]{24}"), id));
    }

    private List<String> ids(String stream) {
        ChatCollector collector = new ChatCollector();
        read(stream).forEach(collector);
        return collector.response().candidates().get(0).parts().stream()
                .map(part -> ((Part.ToolCall) part).id())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RATE_LIMITED | data: {\"error\":{\"code\":429,\"message\":\"Quota.\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
                "UNAVAILABLE  | [{\"error\":{\"code\":503,\"message\":\"Busy.\",\"status\":\"UNAVAILABLE\"}}]",
                "UPSTREAM     | data: {\"error\":\"broken\"}",
                "UPSTREAM     | data: {not JSON",
                "UPSTREAM     | data: [1,2]",
                "UPSTREAM     | data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}",
                "UPSTREAM     | data: {}",
                "UPSTREAM     | ``",
            })
    void aStreamThatFailsSaysSo(ErrorKind kind, String line) {
        List<ChatEvent> events = read(line + "\n\n");
        assertTrue(
                events.get(events.size() - 1) instanceof ChatEvent.Failed failed
                        && failed.error().kind() == kind,
                events.toString());
    }

    @Test
    void holdsNoMoreOfAnEventThanIsBounded() {
        List<ChatEvent> events = new ArrayList<>();
        ChatCodec.StreamReader reader = codec.reader(ChatRequest.builder().build(), events::add);
        reader.read(bytes("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""));
        ByteBuffer megabyte = bytes("x".repeat(1 << 20));
        for (int i = 0; i < 20; i++) {
            reader.read(megabyte);
        }
        reader.read(bytes("\"}]}}]}\n\n"));
        reader.end();
        assertEquals(1, events.size());
        assertTrue(events.get(0) instanceof ChatEvent.Failed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"candidates\":[]}", "<html>", "", "{\"error\":{\"code\":500}}"})
    void whatIsNoAnswerIsRefused(String body) {
        LlmException refused = assertThrows(
                LlmException.class,
                () -> codec.readResponse(bytes(body), ChatRequest.builder().build()));
        assertEquals(ErrorKind.UPSTREAM, refused.error().kind());
    }

    private List<ChatEvent> read(String stream) {
        List<ChatEvent> events = new ArrayList<>();
        ChatCodec.StreamReader reader =
                codec.reader(ChatRequest.builder().model("m").build(), events::add);
        reader.read(bytes(stream));
        reader.end();
        return events;
    }

    private JsonNode write(ChatRequest request) throws LlmException {
        return tree(codec.writeRequest(request, new Losses()));
    }

    private static Reply reply() {
        return new Reply(
                ChatRequest.builder().model("gemini-3-pro-preview").build(), Instant.EPOCH, () -> "0".repeat(24));
    }

    private static ByteBuffer golden(String name) {
        return ByteBuffer.wrap(GoldenFile.named("chat/" + name + ".gemini.generate_content.json")
                .bytes());
    }

    private static JsonNode tree(ByteBuffer json) {
        return JsonTree.find(json).orElseThrow();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
