package io.camelid.testkit.chat;

import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.ChatResponse;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** Conversations and answers that every format can carry, but for what it declares as lost. The same for the same seed. */
public final class RandomChat {
    private static final List<String> WORDS = List.of(
            "hello",
            "wörld",
            "😀",
            "\"quoted\"",
            "back\\slash",
            "new\nline",
            "tab\t",
            "data: x",
            "</script>",
            "日本語",
            "a",
            "\u0001");
    /** One transparent pixel. */
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final Random random;

    public RandomChat(long seed) {
        random = new Random(seed);
    }

    /** A conversation, with tools used and answered. */
    public ChatRequest request() {
        List<Tool> tools = tools();
        return ChatRequest.builder().model("model-1").stream(random.nextBoolean())
                .system(chance(2) ? List.of(new Part.Text(words())) : List.of())
                .turns(turns(tools))
                .tools(tools)
                .toolChoice(tools.isEmpty() ? ToolChoice.AUTO : toolChoice(tools))
                .parallelToolCalls(tools.isEmpty() || chance(2) ? Optional.empty() : Optional.of(random.nextBoolean()))
                .sampling(sampling())
                .outputFormat(chance(3) ? schema() : OutputFormat.TEXT)
                .reasoning(
                        chance(4) ? Optional.of(ReasoningControl.of(ReasoningControl.Effort.HIGH)) : Optional.empty())
                .user(chance(3) ? Optional.of("user-7") : Optional.empty())
                .metadata(chance(4) ? Map.of("team", "red") : Map.of())
                .build();
    }

    private List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            tools.add(
                    Tool.of(
                            "tool_" + i,
                            words(),
                            new Json(
                                    "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\"}},\"required\":[\"city\"]}")));
        }
        return tools;
    }

    private ToolChoice toolChoice(List<Tool> tools) {
        return switch (random.nextInt(4)) {
            case 0 -> ToolChoice.REQUIRED;
            case 1 -> ToolChoice.named(tools.get(0).name());
            default -> ToolChoice.AUTO;
        };
    }

    private List<Turn> turns(List<Tool> tools) {
        List<Turn> turns = new ArrayList<>();
        turns.add(user());
        for (int i = random.nextInt(3); i > 0; i--) {
            if (tools.isEmpty() || chance(2)) {
                turns.add(Turn.assistant(new Part.Text(words())));
                turns.add(user());
            } else {
                int calls = 1 + random.nextInt(2);
                List<Part> asked = new ArrayList<>();
                List<Part> answered = new ArrayList<>();
                if (chance(2)) {
                    asked.add(new Part.Text(words()));
                }
                for (int call = 0; call < calls; call++) {
                    String id = "call_" + i + "_" + call;
                    asked.add(Part.ToolCall.of(id, tools.get(0).name(), arguments()));
                    answered.add(
                            new Part.ToolResult(id, tools.get(0).name(), List.of(new Part.Text(words())), chance(4)));
                }
                turns.add(new Turn(Role.ASSISTANT, asked));
                turns.add(new Turn(Role.USER, answered));
            }
        }
        return turns;
    }

    private Turn user() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part.Text(words()));
        if (chance(4)) {
            parts.add(Part.Media.of(Part.Media.Kind.IMAGE, "image/png", new Part.Media.Data(PNG)));
            parts.add(new Part.Text(words()));
        }
        return new Turn(Role.USER, parts);
    }

    private Json arguments() {
        return new Json("{\"city\":\"Zürich\",\"days\":" + random.nextInt(100) + "}");
    }

    private Sampling sampling() {
        return Sampling.builder()
                .maxTokens(random.nextBoolean() ? OptionalLong.of(8192 + random.nextInt(100)) : OptionalLong.empty())
                .temperature(chance(2) ? OptionalDouble.of(random.nextInt(5) / 4.0) : OptionalDouble.empty())
                .topP(chance(3) ? OptionalDouble.of(0.5) : OptionalDouble.empty())
                .topK(chance(4) ? OptionalLong.of(40) : OptionalLong.empty())
                .candidates(chance(6) ? OptionalInt.of(2) : OptionalInt.empty())
                .stop(chance(3) ? List.of("END", "STOP") : List.of())
                .seed(chance(4) ? OptionalLong.of(42) : OptionalLong.empty())
                .frequencyPenalty(chance(4) ? OptionalDouble.of(0.25) : OptionalDouble.empty())
                .presencePenalty(chance(4) ? OptionalDouble.of(0.75) : OptionalDouble.empty())
                .build();
    }

    private static OutputFormat schema() {
        return new OutputFormat.JsonSchema(
                "weather",
                Optional.empty(),
                new Json(
                        "{\"type\":\"object\",\"properties\":{\"sky\":{\"type\":\"string\"}},\"required\":[\"sky\"],\"additionalProperties\":false}"),
                Optional.of(true));
    }

    /** An answer with one candidate; its reasoning is sealed by a vendor. */
    public ChatResponse response(String vendor) {
        List<Part> parts = new ArrayList<>();
        if (chance(3)) {
            parts.add(new Part.Reasoning(
                    words(), Optional.of(new Signature(vendor, "c2lnbmF0dXJl" + random.nextInt(10)))));
        }
        boolean calls = chance(2);
        if (!calls || chance(2)) {
            parts.add(new Part.Text(words()));
        }
        if (calls) {
            for (int i = 0; i <= random.nextInt(3); i++) {
                parts.add(Part.ToolCall.of("call_" + i, "tool_" + i, arguments()));
            }
        }
        FinishReason reason = calls ? FinishReason.TOOL_CALLS : chance(3) ? FinishReason.MAX_TOKENS : FinishReason.STOP;
        return new ChatResponse(
                "id-1",
                "model-1",
                List.of(ChatResponse.Candidate.of(parts, reason)),
                new Usage(100 + random.nextInt(100), 10 + random.nextInt(100), random.nextInt(50), 0, 0));
    }

    /** An answer told as a stream, its words in pieces of any length. */
    public List<ChatEvent> stream(ChatResponse response) {
        List<ChatEvent> events = new ArrayList<>();
        response.replay(event -> {
            if (event instanceof ChatEvent.PartDelta delta) {
                for (String piece : pieces(delta.text())) {
                    events.add(new ChatEvent.PartDelta(delta.candidate(), delta.part(), piece));
                }
            } else {
                events.add(event);
            }
        });
        return events;
    }

    /** A text in pieces that never part a character outside the Basic Multilingual Plane. */
    private List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(8));
            if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                to++;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    /** Where bytes are cut into chunks: increasing, from 0 to the length. */
    public List<Integer> cuts(int length) {
        List<Integer> cuts = new ArrayList<>(List.of(0));
        int most = chance(2) ? 3 : 200;
        for (int at = 0; at < length; ) {
            at = Math.min(length, at + 1 + random.nextInt(most));
            cuts.add(at);
        }
        return cuts;
    }

    /** A number below a bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    private String words() {
        StringBuilder text = new StringBuilder("w");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.append('.').toString();
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
