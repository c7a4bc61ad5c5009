package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.TokenLogprob;
import io.camelid.testkit.chat.RandomChat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codecs write, as the types of OpenAI's own SDK read and validate it. */
class OpenAiSdkTest {
    private static final ObjectMapper SDK = ObjectMappers.jsonMapper();

    private final AtomicInteger ids = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
    void everythingIsValid(long seed) throws Exception {
        RandomChat random = new RandomChat(seed);
        ChatRequest request = random.request().toBuilder()
                // A name that the SDK knows, and a control with all that it may hold.
                .model("gpt-5")
                .reasoning(Optional.of(new ReasoningControl(
                        Optional.of(ReasoningControl.Effort.LOW), OptionalLong.empty(), Optional.of(true))))
                .build();
        requests(request);
        FinishReason[] reasons = FinishReason.values();
        answers(request, random.response(Signature.ANTHROPIC));
        answers(request, unusual(reasons[(int) (seed % reasons.length)]));
    }

    private static void requests(ChatRequest request) throws LlmException, JsonProcessingException {
        SDK.readValue(
                        text(new CompletionsCodec().writeRequest(request, new Losses())),
                        ChatCompletionCreateParams.Body.class)
                .validate();
        SDK.readValue(text(new ResponsesCodec().writeRequest(request, new Losses())), ResponseCreateParams.Body.class)
                .validate();
    }

    private static ChatResponse unusual(FinishReason reason) {
        List<Part> parts = List.of(
                new Part.RedactedReasoning(new Signature(Signature.ANTHROPIC, "z")),
                new Part.Text("é"),
                new Part.Media(
                        Part.Media.Kind.IMAGE,
                        "image/png",
                        new Part.Media.Data("aGk="),
                        Optional.empty(),
                        Optional.empty()),
                new Part.Refusal("no"));
        TokenLogprob token = new TokenLogprob("é", -1, List.of(new TokenLogprob("x", -2, List.of())));
        return new ChatResponse(
                "",
                "",
                List.of(new ChatResponse.Candidate(parts, reason, Optional.empty(), List.of(token))),
                Usage.of(1, 2));
    }

    private void answers(ChatRequest request, ChatResponse response) throws Exception {
        Reply reply = reply(request);
        ChatCompletion completion = SDK.readValue(
                        text(new CompletionsCodec().writeResponse(response, reply)), ChatCompletion.class)
                .validate();
        Response whole = SDK.readValue(text(new ResponsesCodec().writeResponse(response, reply)), Response.class)
                .validate();

        ChatCompletionAccumulator chunks = ChatCompletionAccumulator.create();
        for (String event : events(new CompletionsCodec(), response, reply)) {
            chunks.accumulate(SDK.readValue(event, ChatCompletionChunk.class).validate());
        }
        assertEquals(
                completion.choices().get(0).message().content(),
                chunks.chatCompletion().validate().choices().get(0).message().content());

        ResponseAccumulator steps = ResponseAccumulator.create();
        int expected = 0;
        for (String event : events(new ResponsesCodec(), response, reply)) {
            steps.accumulate(SDK.readValue(event, ResponseStreamEvent.class).validate());
            assertEquals(expected++, SDK.readTree(event).path("sequence_number").asInt());
        }
        assertEquals(whole.output().size(), steps.response().validate().output().size());
    }

    private static List<String> events(ChatCodec codec, ChatResponse response, Reply reply) {
        ChatCodec.StreamWriter writer = codec.writer(reply);
        List<String> events = new ArrayList<>();
        response.replay(event -> text(writer.write(event))
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .forEach(line -> events.add(line.substring("data: ".length()))));
        assertFalse(events.isEmpty());
        return events;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void soIsAFailure(boolean started) throws Exception {
        ChatCodec.StreamWriter writer =
                new ResponsesCodec().writer(reply(ChatRequest.builder().build()));
        StringBuilder stream = new StringBuilder();
        if (started) {
            stream.append(text(writer.write(new ChatEvent.Started("", ""))));
        }
        LlmError error = LlmError.of(ErrorKind.RATE_LIMITED, "busy", "later");
        stream.append(text(writer.write(new ChatEvent.Failed(error))));
        List<String> lines = stream.toString()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .toList();
        ResponseStreamEvent last = SDK.readValue(
                        lines.get(lines.size() - 1).substring("data:".length()), ResponseStreamEvent.class)
                .validate();
        assertEquals(started, last.failed().isPresent());
        assertEquals(!started, last.error().isPresent());
    }

    private Reply reply(ChatRequest request) {
        return new Reply(request, Instant.ofEpochSecond(1), () -> String.format("%024d", ids.incrementAndGet()));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
