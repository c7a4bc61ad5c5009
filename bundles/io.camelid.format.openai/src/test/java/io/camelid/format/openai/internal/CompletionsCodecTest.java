package io.camelid.format.openai.internal;

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
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompletionsCodecTest {
    private final ChatCodec codec = new CompletionsCodec();
    private final Losses losses = new Losses();

    private ChatRequest read(String body) throws LlmException {
        return codec.readRequest("", bytes(body), losses);
    }

    private ChatRequest readMessages(String messages) throws LlmException {
        return read("{\"model\":\"m\",\"messages\":" + messages + "}");
    }

    private ChatRequest readWith(String members) throws LlmException {
        return read("{\"model\":\"m\",\"messages\":[]," + members + "}");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode write(ChatRequest.Builder request) throws LlmException {
        return JsonTree.find(codec.writeRequest(request.build(), losses)).orElseThrow();
    }

    private static ChatRequest.Builder asking(Turn... turns) {
        return ChatRequest.builder().model("m").turns(List.of(turns));
    }

    @Test
    void takesInstructionsOutOfTheConversation() throws LlmException {
        ChatRequest request = readMessages(
                """
                [{"role":"system","content":"a"},{"role":"user","content":"hi"},
                 {"role":"developer","content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]
                """);
        assertEquals(
                List.of(new Part.Text("a"), new Part.Text("b"), new Part.CachePoint(Optional.of("1h"))),
                request.system());
        assertEquals(List.of(Turn.user(new Part.Text("hi"))), request.turns());
        assertTrue(losses.isEmpty());
    }

    @Test
    void readsEveryKindOfMedia() throws LlmException {
        ChatRequest request = readMessages(
                """
                [{"role":"user","content":[
                  {"type":"image_url","image_url":{"url":"data:image/PNG;base64,aGk="}},
                  {"type":"image_url","image_url":"https://x/y.png"},
                  {"type":"input_audio","input_audio":{"data":"aGk=","format":"mp3"}},
                  {"type":"video_url","video_url":{"url":"https://x/y.mp4"}},
                  {"type":"file","file":{"file_data":"JVBERi0=","filename":"a.pdf"}},
                  {"type":"file","file":{"file_data":"data:text/plain,hi%20there"}}]}]
                """);
        assertEquals(
                List.of(
                        Media.of(Media.Kind.IMAGE, "image/png", new Media.Data("aGk=")),
                        Media.of(Media.Kind.IMAGE, "", new Media.Url("https://x/y.png")),
                        Media.of(Media.Kind.AUDIO, "audio/mpeg", new Media.Data("aGk=")),
                        Media.of(Media.Kind.VIDEO, "", new Media.Url("https://x/y.mp4")),
                        new Media(
                                Media.Kind.DOCUMENT,
                                "application/pdf",
                                new Media.Data("JVBERi0="),
                                Optional.of("a.pdf"),
                                Optional.empty()),
                        Media.of(Media.Kind.DOCUMENT, "text/plain", new Media.Data("aGkgdGhlcmU="))),
                request.turns().get(0).parts());
    }

    @Test
    void readsAnAssistantsMessageInItsOrder() throws LlmException {
        ChatRequest request = readMessages(
                """
                [{"role":"assistant","content":"","reasoning_content":"hm","reasoning_signature":"camelid.anthropic.S1",
                  "tool_calls":[{"id":"c1__thought__camelid.google.S2","type":"function","function":{"name":"f","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c1__thought__camelid.google.S2","content":"ok"},
                 {"role":"assistant","content":[{"type":"text","text":"t"},{"type":"refusal","refusal":"no"}]}]
                """);
        assertEquals(
                List.of(
                        Turn.assistant(
                                new Part.Reasoning("hm", Optional.of(new Signature("anthropic", "S1"))),
                                new Part.ToolCall(
                                        "c1", "f", new Json("{}"), Optional.of(new Signature("google", "S2")))),
                        Turn.user(new Part.ToolResult("c1", "", List.of(new Part.Text("ok")), false)),
                        Turn.assistant(new Part.Text("t"), new Part.Refusal("no"))),
                request.turns());
    }

    @Test
    void readsTheOlderFunctions() throws LlmException {
        ChatRequest request = read(
                """
                {"messages":[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
                  {"role":"function","name":"f","content":"1"}],
                 "functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"}}
                """);
        assertEquals(ToolChoice.named("f"), request.toolChoice());
        assertEquals("f", request.tools().get(0).name());
        assertEquals(
                List.of(
                        Turn.assistant(Part.ToolCall.of("", "f", new Json("{}"))),
                        Turn.user(new Part.ToolResult("", "f", List.of(new Part.Text("1")), false))),
                request.turns());
        JsonNode written = write(request.toBuilder());
        assertEquals("call_1", written.at("/messages/0/tool_calls/0/id").asText());
        assertEquals("call_1", written.at("/messages/1/tool_call_id").asText());
    }

    @Test
    void readsToolChoices() throws LlmException {
        assertEquals(ToolChoice.AUTO, readWith("\"tool_choice\":\"auto\"").toolChoice());
        assertEquals(ToolChoice.NONE, readWith("\"tool_choice\":\"none\"").toolChoice());
        assertEquals(
                ToolChoice.REQUIRED, readWith("\"tool_choice\":\"required\"").toolChoice());
        assertEquals(
                ToolChoice.named("f"),
                readWith("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}")
                        .toolChoice());
        assertEquals(
                new ToolChoice(ToolChoice.Mode.AUTO, List.of("f", "g")),
                readWith(
                                """
                                "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[
                                  {"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]}}
                                """)
                        .toolChoice());
        assertTrue(losses.isEmpty());
        assertEquals(
                ToolChoice.AUTO,
                readWith("\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}")
                        .toolChoice());
        assertEquals(Set.of(Losses.TOOL_CHOICE), losses.names());
    }

    @Test
    void readsEveryWayToAskForReasoning() throws LlmException {
        assertEquals(
                Optional.of(ReasoningControl.of(Effort.XHIGH)),
                readWith("\"reasoning_effort\":\"xhigh\"").reasoning());
        assertEquals(
                Optional.of(ReasoningControl.ofBudget(2000)),
                readWith("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}")
                        .reasoning());
        assertTrue(readWith("\"thinking\":{\"type\":\"disabled\"}")
                .reasoning()
                .orElseThrow()
                .isOff());
        assertEquals(
                Optional.of(new ReasoningControl(Optional.of(Effort.LOW), OptionalLong.of(3000), Optional.empty())),
                readWith("\"thinking_budget_tokens\":3000,\"reasoning_effort\":\"low\"")
                        .reasoning());
        assertEquals(
                Optional.of(new ReasoningControl(Optional.of(Effort.HIGH), OptionalLong.empty(), Optional.of(false))),
                readWith("\"reasoning\":{\"effort\":\"high\",\"exclude\":true}").reasoning());
        assertEquals(Optional.empty(), readWith("\"seed\":1").reasoning());
        assertEquals("reasoning_effort", refused("{\"messages\":[],\"reasoning_effort\":\"most\"}"));
    }

    @Test
    void namesTheMemberAtFault() {
        assertEquals("messages", refused("{}"));
        assertEquals("messages[0].role", refused("{\"messages\":[{}]}"));
        assertEquals("messages[0].content", refused("{\"messages\":[{\"role\":\"user\"}]}"));
        assertEquals("messages[0].content", refused("{\"messages\":[{\"role\":\"user\",\"content\":7}]}"));
        assertEquals(
                "messages[0].content[0].type",
                refused("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"smell\"}]}]}"));
        assertEquals("messages[0].tool_call_id", refused("{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}"));
        assertEquals("tools[0].function", refused("{\"messages\":[],\"tools\":[{\"type\":\"function\"}]}"));
        assertEquals("tool_choice", refused("{\"messages\":[],\"tool_choice\":\"sometimes\"}"));
        assertEquals("max_tokens", refused("{\"messages\":[],\"max_tokens\":1.5}"));
        assertEquals(
                "response_format.json_schema.name",
                refused("{\"messages\":[],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}}"));
    }

    private String refused(String body) {
        LlmError error = assertThrows(LlmException.class, () -> read(body)).error();
        assertEquals(400, error.status());
        return error.param().orElse("");
    }

    @Test
    void tellsWhatIsLostOnTheWayIn() throws LlmException {
        ChatRequest request = readWith(
                """
                "tools":[{"type":"custom","custom":{"name":"x"}}],"web_search_options":{},"modalities":["text","audio"],
                "audio":{"voice":"a","format":"wav"},"verbosity":"low","store":true,"service_tier":"auto","logit_bias":{"50256":-100},
                "response_format":{"type":"grammar"}
                """);
        assertEquals(
                Set.of("tools.custom", Losses.HOSTED_TOOLS, "modalities", "audio", "verbosity", "response_format"),
                losses.names());
        assertEquals(-100, request.sampling().logitBias().get("50256"));
        assertEquals(OutputFormat.TEXT, request.outputFormat());
    }

    @Test
    void writesResultsBeforeTheRestAndPicturesOfResultsAfter() throws LlmException {
        JsonNode body = write(asking(
                Turn.assistant(Part.ToolCall.of("c1", "a.b", new Json("")), Part.ToolCall.of("c2", "f", new Json("{"))),
                Turn.user(
                        new Part.Text("see"),
                        new Part.ToolResult(
                                "c2", "", List.of(Media.of(Media.Kind.IMAGE, "", new Media.Data("/9j/4AAQ"))), true),
                        new Part.ToolResult("c1", "", List.of(new Part.Text("1"), new Part.Text("2")), false))));
        JsonNode messages = body.get("messages");
        assertEquals(
                "a_b_" + Digests.shortDigest("a.b"),
                messages.at("/0/tool_calls/0/function/name").asText());
        assertEquals("{}", messages.at("/0/tool_calls/0/function/arguments").asText());
        assertEquals("{", messages.at("/0/tool_calls/1/function/arguments").asText());
        assertEquals("c2", messages.at("/1/tool_call_id").asText());
        assertEquals("", messages.at("/1/content").asText());
        assertEquals("2", messages.at("/2/content/1/text").asText());
        assertEquals(
                "Content of the tool result c2:",
                messages.at("/3/content/0/text").asText());
        assertEquals(
                "data:image/jpeg;base64,/9j/4AAQ",
                messages.at("/3/content/1/image_url/url").asText());
        assertEquals("see", messages.at("/3/content/2/text").asText());
        assertEquals(Set.of(Losses.TOOL_ERROR, Losses.TOOL_RESULT_MEDIA), losses.names());
    }

    @Test
    void findsTheClientsNameOfATool() throws LlmException {
        ChatRequest request = asking(Turn.user(new Part.Text("hi")))
                .tools(List.of(
                        new Tool("a.b", Optional.empty(), Json.EMPTY_OBJECT, Optional.empty(), Optional.empty())))
                .toolChoice(ToolChoice.named("a.b"))
                .build();
        JsonNode body = write(request.toBuilder());
        String name = body.at("/tools/0/function/name").asText();
        assertEquals(name, body.at("/tool_choice/function/name").asText());
        assertTrue(body.at("/tools/0/function/parameters").isMissingNode());
        ChatResponse response = codec.readResponse(
                bytes("{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"" + name
                        + "\",\"arguments\":{\"x\":1}}}]},\"finish_reason\":\"stop\"}]}"),
                request);
        assertEquals(
                List.of(Part.ToolCall.of("c", "a.b", new Json("{\"x\":1}"))),
                response.candidates().get(0).parts());
        assertEquals(FinishReason.TOOL_CALLS, response.candidates().get(0).reason());
    }

    @Test
    void sendsThoughtsBackToTheirOwnPlaceOnly() throws LlmException {
        JsonNode body = write(asking(
                Turn.assistant(new Part.Reasoning("a", Optional.of(new Signature("anthropic", "s")))),
                Turn.assistant(new Part.Reasoning("b", Optional.of(new Signature("", "host"))), new Part.Text("x"))));
        assertEquals(1, body.get("messages").size());
        assertEquals("b", body.at("/messages/0/reasoning_content").asText());
        assertEquals("host", body.at("/messages/0/reasoning_signature").asText());
        assertEquals(Set.of(Losses.REASONING_HISTORY), losses.names());
    }

    @Test
    void refusesWhatWouldChangeTheMeaning() {
        for (Media media : List.of(
                Media.of(Media.Kind.VIDEO, "video/mp4", new Media.Data("x")),
                Media.of(Media.Kind.IMAGE, "", new Media.FileId("f")),
                Media.of(Media.Kind.AUDIO, "audio/flac", new Media.Data("x")),
                Media.of(Media.Kind.DOCUMENT, "", new Media.Url("https://x/y.pdf")))) {
            LlmError error = assertThrows(LlmException.class, () -> write(asking(Turn.user(media))))
                    .error();
            assertEquals("unsupported_content", error.code());
            assertEquals(400, error.status());
        }
    }

    @Test
    void leavesOutWhatOpenAiRefusesWithoutTools() throws LlmException {
        JsonNode body = write(asking(Turn.user(new Part.Text("hi")))
                .toolChoice(ToolChoice.NONE)
                .parallelToolCalls(Optional.of(false)));
        assertEquals("[\"model\",\"messages\"]", names(body));
        assertTrue(losses.isEmpty());
    }

    private static String names(JsonNode node) {
        var names = JsonTree.object().arrayNode();
        node.fieldNames().forEachRemaining(names::add);
        return names.toString();
    }

    @Test
    void asksModelsForTheReasoningThatTheyKnow() throws LlmException {
        assertEquals("", effort("gpt-4o", Effort.HIGH, false));
        assertEquals("minimal", effort("gpt-5-mini", Effort.NONE, false));
        assertEquals("low", effort("o4-mini", Effort.NONE, false));
        assertEquals("none", effort("gpt-5.1", Effort.NONE, false));
        assertEquals("high", effort("gpt-5", Effort.MAX, false));
        assertEquals("xhigh", effort("openai/gpt-5.2", Effort.MAX, true));
        assertEquals("none", effort("gpt-5.4", Effort.HIGH, true));
        assertEquals("medium", effort("gpt-oss-120b", Effort.MEDIUM, true));
        assertEquals("high", effort("some-host-model", Effort.HIGH, true));
    }

    private String effort(String model, Effort effort, boolean tools) throws LlmException {
        Tool tool = Tool.of("f", "", Json.EMPTY_OBJECT);
        return write(asking(Turn.user(new Part.Text("hi")))
                        .model(model)
                        .tools(tools ? List.of(tool) : List.of())
                        .reasoning(Optional.of(ReasoningControl.of(effort))))
                .path("reasoning_effort")
                .asText();
    }

    @Test
    void readsWhatHostsSayInOtherWords() throws LlmException {
        ChatResponse response = codec.readResponse(
                bytes(
                        """
                        {"id":"1","model":"m","choices":[
                          {"index":0,"message":{"content":[{"type":"text","text":"a"}],"reasoning":"r"},"finish_reason":"stop","stop_reason":"END"},
                          {"index":1,"message":{"content":null,"refusal":"no"},"finish_reason":"stop"},
                          {"index":2,"message":{"content":"","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},
                           "finish_reason":"content_filter",
                           "logprobs":{"content":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[{"token":"b","logprob":-1}]}]}}],
                         "usage":{"prompt_tokens":5,"completion_tokens":3,"prompt_cache_hit_tokens":2}}
                        """),
                asking().build());
        ChatResponse.Candidate first = response.candidates().get(0);
        assertEquals(List.of(new Part.Reasoning("r", Optional.empty()), new Part.Text("a")), first.parts());
        assertEquals(FinishReason.STOP_SEQUENCE, first.reason());
        assertEquals(Optional.of("END"), first.stopSequence());
        assertEquals(FinishReason.REFUSAL, response.candidates().get(1).reason());
        assertEquals(FinishReason.CONTENT_FILTER, response.candidates().get(2).reason());
        assertEquals(
                -1.0,
                response.candidates().get(2).logprobs().get(0).top().get(0).logprob());
        assertEquals(new Usage(5, 3, 2, -1, -1), response.usage());
    }

    @Test
    void anAnswerThatIsNoneIsTheProvidersFault() {
        for (String body : List.of("{}", "{\"choices\":[]}", "[]", "<html>", "")) {
            LlmError error = assertThrows(LlmException.class, () -> codec.readResponse(bytes(body), asking().build()))
                    .error();
            assertEquals(502, error.status(), body);
        }
        LlmError error = assertThrows(
                        LlmException.class,
                        () -> codec.readResponse(
                                bytes("{\"error\":{\"message\":\"slow down\",\"code\":429}}"), asking().build()))
                .error();
        assertEquals(429, error.status());
    }

    @Test
    void writesSeveralChoicesAndTheirReasons() {
        JsonNode answer = JsonTree.find(codec.writeResponse(
                        new ChatResponse(
                                "",
                                "",
                                List.of(
                                        ChatResponse.Candidate.of(
                                                List.of(new Part.Text("a"), new Part.Text("b")),
                                                FinishReason.CONTEXT_WINDOW),
                                        ChatResponse.Candidate.of(
                                                List.of(new Part.Refusal("no")), FinishReason.REFUSAL),
                                        ChatResponse.Candidate.of(
                                                List.of(new Part.ToolCall(
                                                        "",
                                                        "f",
                                                        new Json(""),
                                                        Optional.of(new Signature("google", "s")))),
                                                FinishReason.TOOL_CALLS),
                                        ChatResponse.Candidate.of(List.of(), FinishReason.REFUSAL)),
                                Usage.UNKNOWN),
                        reply()))
                .orElseThrow();
        assertEquals("chatcmpl-" + "a".repeat(24), answer.get("id").asText());
        assertEquals("m", answer.get("model").asText());
        assertEquals("ab", answer.at("/choices/0/message/content").asText());
        assertEquals("length", answer.at("/choices/0/finish_reason").asText());
        assertEquals("no", answer.at("/choices/1/message/refusal").asText());
        assertTrue(answer.at("/choices/1/message/content").isNull());
        assertEquals("stop", answer.at("/choices/1/finish_reason").asText());
        assertEquals(
                "call_" + "a".repeat(24) + "__thought__camelid.google.s",
                answer.at("/choices/2/message/tool_calls/0/id").asText());
        assertEquals(
                "{}",
                answer.at("/choices/2/message/tool_calls/0/function/arguments").asText());
        assertEquals("content_filter", answer.at("/choices/3/finish_reason").asText());
        assertEquals(3, answer.at("/choices/3/index").asInt());
        assertTrue(answer.path("usage").isMissingNode());
    }

    private static Reply reply() {
        return new Reply(asking().build(), Instant.ofEpochSecond(1), () -> "a".repeat(24));
    }

    @Test
    void sealsOfSeveralThoughtsCountAsNone() throws LlmException {
        Part first = new Part.Reasoning("a", Optional.of(new Signature("anthropic", "x")));
        Part second = new Part.Reasoning("b", Optional.of(new Signature("anthropic", "y")));
        Part redacted = new Part.RedactedReasoning(new Signature("anthropic", "z"));
        assertEquals(List.of(first), returned(List.of(first)));
        assertEquals(List.of(redacted), returned(List.of(redacted)));
        assertEquals(List.of(new Part.Reasoning("a\n\nb", Optional.empty())), returned(List.of(first, second)));
        assertEquals(List.of(new Part.Reasoning("a", Optional.empty())), returned(List.of(first, redacted)));
    }

    /** The parts as a client sends them back that had them in a stream, and so had them whole. */
    private List<Part> returned(List<Part> parts) throws LlmException {
        ChatCodec.StreamWriter writer = codec.writer(reply());
        StringBuilder text = new StringBuilder();
        StringBuilder seal = new StringBuilder();
        ChatResponse response =
                new ChatResponse("1", "m", List.of(ChatResponse.Candidate.of(parts, FinishReason.STOP)), Usage.UNKNOWN);
        response.replay(event -> {
            String written = StandardCharsets.UTF_8.decode(writer.write(event)).toString();
            for (String line : written.split("\n")) {
                if (line.startsWith("data: {")) {
                    JsonNode delta = JsonTree.find(new Json(line.substring(6)))
                            .orElseThrow()
                            .at("/choices/0/delta");
                    text.append(delta.path("reasoning_content").asText());
                    seal.append(delta.path("reasoning_signature").asText());
                }
            }
        });
        JsonNode whole = JsonTree.find(codec.writeResponse(response, reply()))
                .orElseThrow()
                .at("/choices/0/message");
        List<Part> streamed = message(text.toString(), seal.toString());
        assertEquals(
                message(
                        whole.path("reasoning_content").asText(),
                        whole.path("reasoning_signature").asText()),
                streamed);
        return streamed;
    }

    private List<Part> message(String text, String seal) throws LlmException {
        var message = JsonTree.object()
                .put("role", "assistant")
                .put("reasoning_content", text)
                .put("reasoning_signature", seal);
        Turn turn = readMessages("[" + message + "]").turns().get(0);
        assertEquals(Role.ASSISTANT, turn.role());
        return turn.parts();
    }

    @Test
    void aStreamThatFailsAtOnceIsAnErrorEvent() {
        LlmError error = LlmError.of(ErrorKind.RATE_LIMITED, "busy", "later");
        String written = StandardCharsets.UTF_8
                .decode(codec.writer(reply()).write(new ChatEvent.Failed(error)))
                .toString();
        assertEquals(
                "data: {\"error\":{\"message\":\"later\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"busy\"}}\n\n",
                written);
    }
}
