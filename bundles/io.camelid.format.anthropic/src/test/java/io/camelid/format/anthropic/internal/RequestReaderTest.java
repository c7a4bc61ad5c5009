package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.GoldenFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final Part.CachePoint CACHE = new Part.CachePoint(Optional.empty());

    private final Losses losses = new Losses();

    /** Everything that the canonical model can say, and some that it cannot. */
    @Test
    void readsAllThatARequestCanSay() throws LlmException {
        ChatRequest expected = ChatRequest.builder().model("claude-opus-4-6").stream(true)
                .system(List.of(
                        new Part.Text("You are a pirate."),
                        new Part.CachePoint(Optional.of("1h")),
                        new Part.Text("Arr.")))
                .turns(List.of(
                        Turn.user(
                                new Part.Text("What is this?"),
                                Media.of(Media.Kind.IMAGE, "image/png", new Media.Data("iVBORw0KGgo=")),
                                Media.of(Media.Kind.IMAGE, "", new Media.Url("https://example.com/a.jpg")),
                                Media.of(Media.Kind.IMAGE, "", new Media.FileId("file_011")),
                                new Media(
                                        Media.Kind.DOCUMENT,
                                        "application/pdf",
                                        new Media.Data("JVBERi0="),
                                        Optional.of("Report"),
                                        Optional.empty()),
                                CACHE,
                                Media.of(Media.Kind.DOCUMENT, "text/plain", new Media.PlainText("Words.")),
                                Media.of(
                                        Media.Kind.DOCUMENT,
                                        "application/pdf",
                                        new Media.Url("https://example.com/a.pdf")),
                                Media.of(Media.Kind.DOCUMENT, "text/plain", new Media.PlainText("One.\nTwo.")),
                                new Part.Text("Found\nhttps://example.com/s\nIt says so.")),
                        Turn.assistant(
                                new Part.Reasoning("Hm.", Optional.of(new Signature(Signature.ANTHROPIC, "EqQB"))),
                                new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "Emw")),
                                new Part.Text("I look it up."),
                                Part.ToolCall.of("toolu_1", "lookup", new Json("{\"q\":\"x\"}")),
                                new Part.ToolCall(
                                        "toolu_2",
                                        "lookup",
                                        new Json("{}"),
                                        Optional.of(new Signature(Signature.GOOGLE, "abc=")))),
                        Turn.user(
                                new Part.ToolResult("toolu_1", "", List.of(new Part.Text("A cat.")), false),
                                new Part.ToolResult(
                                        "toolu_2",
                                        "",
                                        List.of(
                                                new Part.Text("Broken."),
                                                Media.of(
                                                        Media.Kind.IMAGE, "image/png", new Media.Data("iVBORw0KGgo="))),
                                        true),
                                CACHE)))
                .tools(List.of(new Tool(
                        "lookup",
                        Optional.of("Looks up."),
                        new Json("{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}"),
                        Optional.of(true),
                        Optional.of(CACHE))))
                .toolChoice(ToolChoice.named("lookup"))
                .parallelToolCalls(Optional.of(false))
                .sampling(Sampling.builder()
                        .maxTokens(2048)
                        .temperature(OptionalDouble.of(1))
                        .topP(OptionalDouble.of(0.95))
                        .topK(OptionalLong.of(40))
                        .stop(List.of("END"))
                        .build())
                .outputFormat(new OutputFormat.JsonSchema(
                        "structured_output", Optional.empty(), new Json("{\"type\":\"object\"}"), Optional.of(true)))
                .reasoning(Optional.of(
                        new ReasoningControl(Optional.of(Effort.MEDIUM), OptionalLong.of(1024), Optional.of(false))))
                .user(Optional.of("u-1"))
                .build();
        assertEquals(
                expected,
                read(new String(
                        GoldenFile.named("requests/full.anthropic.messages.json")
                                .bytes(),
                        StandardCharsets.UTF_8)));
        assertEquals(
                Set.of(
                        "citations",
                        "context_management",
                        "hosted_tools",
                        "messages[].content[].context",
                        "metadata.team",
                        "tools[].defer_loading"),
                losses.names());
    }

    @Test
    void readsASmallRequest() throws LlmException {
        assertEquals(
                ChatRequest.builder()
                        .model("m")
                        .system(List.of(new Part.Text("Be kind.")))
                        .turns(List.of(Turn.user(new Part.Text("Hi"))))
                        .sampling(Sampling.builder().maxTokens(5).build())
                        .build(),
                read("{\"model\":\"m\",\"max_tokens\":5,\"system\":\"Be kind.\",\"stream\":null," + HI + "}"));
        assertEquals(Set.of(), losses.names());
    }

    @Test
    void readsACachePointForAllAndInstructionsInTheMiddle() throws LlmException {
        ChatRequest request = read(
                """
                {"max_tokens":1,"cache_control":{"type":"ephemeral"},"messages":[{"role":"user","content":"Hi"},
                 {"role":"system","content":"Be kind."}]}""");
        assertEquals(List.of(new Turn(Role.USER, List.of(new Part.Text("Hi"), CACHE))), request.turns());
        assertEquals("Be kind.", request.systemText());
        assertEquals(Set.of("messages[].role"), losses.names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"disabled\"} | {} | NONE | ",
                "{\"type\":\"adaptive\"} | {} | HIGH | ",
                "{\"type\":\"adaptive\",\"display\":\"summarized\"} | {\"effort\":\"max\"} | MAX | true",
                "{\"type\":\"adaptive\",\"display\":\"omitted\"} | {\"effort\":\"low\"} | LOW | false",
                "null | {\"effort\":\"xhigh\"} | XHIGH | ",
            })
    void readsThinking(String thinking, String config, Effort effort, Boolean visible) throws LlmException {
        assertEquals(
                Optional.of(
                        new ReasoningControl(Optional.of(effort), OptionalLong.empty(), Optional.ofNullable(visible))),
                read("{\"max_tokens\":1,\"thinking\":" + thinking + ",\"output_config\":" + config + "," + HI + "}")
                        .reasoning());
    }

    @Test
    void forgetsToolsOfAnthropicsOwn() throws LlmException {
        ChatRequest request =
                read("{\"max_tokens\":1,\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],"
                        + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"web_search\"}," + HI + "}");
        assertEquals(List.of(), request.tools());
        assertEquals(ToolChoice.AUTO, request.toolChoice());
        assertEquals(Set.of(Losses.HOSTED_TOOLS, Losses.TOOL_CHOICE), losses.names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_tokens                        | {'messages':[{'role':'user','content':'Hi'}]}",
                "max_tokens                        | {'max_tokens':'1','messages':[{'role':'user','content':'Hi'}]}",
                "messages                          | {'max_tokens':1}",
                "messages                          | {'max_tokens':1,'messages':[]}",
                "messages[0]                       | {'max_tokens':1,'messages':['Hi']}",
                "messages[0].role                  | {'max_tokens':1,'messages':[{'role':'tool','content':'Hi'}]}",
                "messages[0].content               | {'max_tokens':1,'messages':[{'role':'user'}]}",
                "messages[0].content               | {'max_tokens':1,'messages':[{'role':'user','content':1}]}",
                "messages[0].content[0].type       | {'max_tokens':1,'messages':[{'role':'user','content':[{}]}]}",
                "messages[0].content[0].type       | {'max_tokens':1,'messages':[{'role':'user','content':[{'type':'x'}]}]}",
                "messages[0].content[0].type       | {'max_tokens':1,'messages':[{'role':'user','content':[{'type':'tool_use','id':'a','name':'b','input':{}}]}]}",
                "messages[0].content[0].type       | {'max_tokens':1,'messages':[{'role':'assistant','content':[{'type':'tool_result','tool_use_id':'a'}]}]}",
                "messages[0].content[0].source     | {'max_tokens':1,'messages':[{'role':'user','content':[{'type':'image'}]}]}",
                "messages[0].content[0].source.type| {'max_tokens':1,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'x'}}]}]}",
                "messages[0].content[0].content[0].type | {'max_tokens':1,'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':[{'type':'thinking'}]}]}]}",
                "system[0].type                    | {'max_tokens':1,'system':[{'type':'image'}],'messages':[{'role':'user','content':'Hi'}]}",
                "tools[0].input_schema             | {'max_tokens':1,'tools':[{'name':'a'}],'messages':[{'role':'user','content':'Hi'}]}",
                "tool_choice.type                  | {'max_tokens':1,'tool_choice':{'type':'x'},'messages':[{'role':'user','content':'Hi'}]}",
                "thinking.budget_tokens            | {'max_tokens':1,'thinking':{'type':'enabled'},'messages':[{'role':'user','content':'Hi'}]}",
                "output_config.effort              | {'max_tokens':1,'output_config':{'effort':'x'},'messages':[{'role':'user','content':'Hi'}]}",
                "output_config.format.type         | {'max_tokens':1,'output_config':{'format':{'type':'x'}},'messages':[{'role':'user','content':'Hi'}]}",
            })
    void refusesByThePathOfWhatIsWrong(String path, String body) {
        LlmError error = assertThrows(LlmException.class, () -> read(body.replace('\'', '"')))
                .error();
        assertEquals(400, error.status());
        assertEquals(Optional.of(path), error.param());
    }

    private ChatRequest read(String body) throws LlmException {
        return new MessagesCodec()
                .readRequest("/v1/messages", ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), losses);
    }
}
