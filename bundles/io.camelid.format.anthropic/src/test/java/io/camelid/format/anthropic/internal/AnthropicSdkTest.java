package io.camelid.format.anthropic.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.core.JsonValue;
import com.anthropic.core.ObjectMappers;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorResponse;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.MessageParam;
import com.anthropic.models.messages.MessageTokensCount;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlockParam;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Turn;
import io.camelid.testkit.GoldenFile;
import io.camelid.testkit.chat.RandomChat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What we write is what the types of Anthropic's own SDK read, and the other way round. */
class AnthropicSdkTest {
    private static final JsonMapper SDK = ObjectMappers.jsonMapper();
    private static final int SEEDS = 100;

    private final ChatCodec codec = new MessagesCodec();
    private final Reply reply =
            new Reply(ChatRequest.builder().model("m").build(), Instant.EPOCH, () -> "0".repeat(24));

    @Test
    void readsOurMessages() throws Exception {
        Message whole = SDK.readValue(
                GoldenFile.named("responses/everything.anthropic.messages.json").bytes(), Message.class);
        whole.validate();
        assertEquals(7, whole.content().size());
        assertEquals(100, whole.usage().inputTokens());
        for (int seed = 0; seed < SEEDS; seed++) {
            ByteBuffer body = codec.writeResponse(new RandomChat(seed).response("anthropic"), reply);
            SDK.readValue(text(body), Message.class).validate();
        }
    }

    @Test
    void readsOurStreams() throws Exception {
        String golden = new String(
                GoldenFile.named("streams/everything.anthropic.messages.sse").bytes(), StandardCharsets.UTF_8);
        Message message = accumulated(golden);
        assertEquals(Optional.of(StopReason.TOOL_USE), message.stopReason());
        assertEquals("EqQB", message.content().get(0).asThinking().signature());
        assertEquals(
                JsonValue.from(java.util.Map.of("b", List.of(1, 2))),
                message.content().get(5).asToolUse()._input());
        assertEquals(50, message.usage().outputTokens());
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomChat random = new RandomChat(seed);
            ChatCodec.StreamWriter writer = codec.writer(reply);
            StringBuilder stream = new StringBuilder();
            random.stream(random.response("anthropic")).forEach(event -> stream.append(text(writer.write(event))));
            accumulated(stream.toString()).validate();
        }
    }

    private static Message accumulated(String stream) throws Exception {
        MessageAccumulator whole = MessageAccumulator.create();
        for (String event : stream.split("\n\n")) {
            String[] lines = event.split("\n");
            JsonNode data = SDK.readTree(lines[1].substring("data: ".length()));
            assertEquals("event: " + data.get("type").asText(), lines[0]);
            RawMessageStreamEvent read = SDK.treeToValue(data, RawMessageStreamEvent.class);
            read.validate();
            whole.accumulate(read);
        }
        return whole.message();
    }

    @Test
    void readsOurRequests() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (String model : List.of("claude-3-opus-20240229", "claude-sonnet-4-5", "claude-opus-4-7")) {
                ChatRequest request =
                        new RandomChat(seed).request().toBuilder().model(model).build();
                ByteBuffer body = codec.writeRequest(request, new Losses());
                SDK.readValue(text(body), MessageCreateParams.Body.class).validate();
            }
        }
    }

    @Test
    void readsOurErrorsModelsAndCounts() throws Exception {
        LlmError error = LlmError.of(ErrorKind.RATE_LIMITED, "c", "Slow down.");
        ErrorResponse read =
                SDK.readValue(text(new MessagesFormat().error(error).bytes()), ErrorResponse.class);
        read.validate();
        assertEquals("Slow down.", read.error().asRateLimitError().message());
        JsonNode list = SDK.readTree(
                text(new ModelsFormat().models(List.of("m")).orElseThrow().bytes()));
        assertEquals("m", SDK.treeToValue(list.at("/data/0"), ModelInfo.class).id());
        MessageTokensCount count =
                SDK.readValue(text(new CountTokensCodec().writeResponse(7)), MessageTokensCount.class);
        assertEquals(7, count.validate().inputTokens());
    }

    @Test
    void itsRequestsAreRead() throws Exception {
        MessageCreateParams params = MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(100)
                .systemOfTextBlockParams(List.of(TextBlockParam.builder()
                        .text("Be kind.")
                        .cacheControl(CacheControlEphemeral.builder()
                                .ttl(CacheControlEphemeral.Ttl.TTL_1H)
                                .build())
                        .build()))
                .addUserMessage("Hi")
                .addAssistantMessageOfBlockParams(List.of(ContentBlockParam.ofToolUse(ToolUseBlockParam.builder()
                        .id("toolu_1")
                        .name("t")
                        .input(ToolUseBlockParam.Input.builder()
                                .putAdditionalProperty("a", JsonValue.from(1))
                                .build())
                        .build())))
                .addUserMessageOfBlockParams(List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId("toolu_1")
                        .content("done")
                        .build())))
                .build();
        Losses losses = new Losses();
        ChatRequest request =
                codec.readRequest("/v1/messages", ByteBuffer.wrap(SDK.writeValueAsBytes(params._body())), losses);
        assertTrue(losses.isEmpty(), losses.toString());
        assertEquals(List.of(new Part.Text("Be kind."), new Part.CachePoint(Optional.of("1h"))), request.system());
        assertEquals(
                List.of(
                        Turn.user(new Part.Text("Hi")),
                        Turn.assistant(Part.ToolCall.of("toolu_1", "t", new Json("{\"a\":1}"))),
                        Turn.user(new Part.ToolResult("toolu_1", "", List.of(new Part.Text("done")), false))),
                request.turns());
        assertEquals(MessageParam.Role.USER, params.messages().get(0).role());
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }
}
