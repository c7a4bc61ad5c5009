package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.json.JsonText;
import io.camelid.format.sse.SseWriter;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes streamed chat completions: the role with the first delta of each choice, then deltas, a chunk with the {@code
 * finish_reason}, one with the usage and no choices, and {@code [DONE]}. For one stream; not thread-safe.
 */
final class CompletionsStreamWriter implements ChatCodec.StreamWriter {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** What has been written of a choice. */
    private static final class Choice {
        private final Map<Integer, OpenPart> parts = new HashMap<>();
        private boolean roleTold;
        private boolean refused;
        private boolean sealed;
        private int thoughts;
        private int calls;
    }

    private static final class OpenPart {
        private final Part opening;
        /** Its number among the tool calls. */
        private final int call;

        private boolean said;

        OpenPart(Part opening, int call) {
            this.opening = opening;
            this.call = call;
        }
    }

    private final Reply reply;
    private final Map<Integer, Choice> choices = new HashMap<>();
    /** What every chunk begins with. */
    private String head = "";

    private Usage usage = Usage.UNKNOWN;

    CompletionsStreamWriter(Reply reply) {
        this.reply = reply;
    }

    @Override
    public ByteBuffer write(ChatEvent event) {
        if (event instanceof ChatEvent.PartDelta delta) {
            return delta(delta);
        } else if (event instanceof ChatEvent.Started started) {
            start(started);
        } else if (event instanceof ChatEvent.PartStarted started) {
            return started(started);
        } else if (event instanceof ChatEvent.PartSigned signed) {
            return signed(signed);
        } else if (event instanceof ChatEvent.PartLogprobs logprobs) {
            String tokens = JsonTree.text(Logprobs.write(logprobs.tokens()));
            return chunk(
                    logprobs.candidate(), "", ",\"logprobs\":{\"content\":" + tokens + ",\"refusal\":null}", "null");
        } else if (event instanceof ChatEvent.PartEnded ended) {
            return ended(ended);
        } else if (event instanceof ChatEvent.Finished finished) {
            String reason = CompletionsFinish.write(finished.reason(), choice(finished.candidate()).refused);
            return chunk(finished.candidate(), "", "", JsonText.quote(reason));
        } else if (event instanceof ChatEvent.UsageReported reported) {
            usage = reported.usage();
        } else if (event instanceof ChatEvent.Ended) {
            return end();
        } else if (event instanceof ChatEvent.Failed failed) {
            return SseWriter.oneLine("", OpenAiErrors.object(failed.error()));
        }
        return NOTHING;
    }

    private void start(ChatEvent.Started started) {
        String id = started.id().isEmpty() ? CompletionsAnswers.newId(reply) : started.id();
        String model = started.model().isEmpty() ? reply.request().model() : started.model();
        head = "{\"id\":" + JsonText.quote(id)
                + ",\"object\":\"chat.completion.chunk\",\"created\":"
                + reply.created().getEpochSecond()
                + ",\"model\":" + JsonText.quote(model)
                + ",\"choices\":[";
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, fresh -> new Choice());
    }

    private ByteBuffer started(ChatEvent.PartStarted started) {
        Choice choice = choice(started.candidate());
        Part opening = started.opening();
        boolean call = opening instanceof Part.ToolCall;
        choice.parts.put(started.part(), new OpenPart(opening, call ? choice.calls++ : -1));
        if (opening instanceof Part.ToolCall tool) {
            return delta(
                    started.candidate(),
                    "\"tool_calls\":[{\"index\":" + (choice.calls - 1)
                            + ",\"id\":" + JsonText.quote(CompletionsAnswers.callId(tool, reply))
                            + ",\"type\":\"function\",\"function\":{\"name\":" + JsonText.quote(tool.name())
                            + ",\"arguments\":\"\"}}]");
        }
        if (opening instanceof Part.Refusal) {
            choice.refused = true;
        } else if (opening instanceof Part.Reasoning) {
            return anotherThought(started.candidate(), choice);
        } else if (opening instanceof Part.RedactedReasoning redacted) {
            return sealed(started.candidate(), choice, Thoughts.seal(redacted));
        } else if (opening instanceof Part.Media) {
            ObjectNode image = CompletionsAnswers.image(opening).orElse(null);
            return image == null ? NOTHING : delta(started.candidate(), "\"images\":[" + JsonTree.text(image) + "]");
        }
        return NOTHING;
    }

    /** Thoughts become one text, which no seal of a single one of them fits. */
    private ByteBuffer anotherThought(int candidate, Choice choice) {
        if (choice.thoughts++ == 0) {
            return NOTHING;
        }
        String spoilt = choice.sealed ? "," + member(Thoughts.SEAL, Thoughts.SPOILED) : "";
        choice.sealed = false;
        return delta(candidate, member(Thoughts.TEXT, Thoughts.BREAK) + spoilt);
    }

    private ByteBuffer sealed(int candidate, Choice choice, String seal) {
        if (choice.thoughts > 1) {
            return NOTHING;
        }
        choice.sealed = true;
        return delta(candidate, member(Thoughts.SEAL, seal));
    }

    private ByteBuffer signed(ChatEvent.PartSigned signed) {
        Choice choice = choice(signed.candidate());
        // A tool call has been named by then, and its id is where its seal would be.
        return choice.parts.get(signed.part()).opening instanceof Part.Reasoning
                ? sealed(signed.candidate(), choice, Thoughts.seal(signed.signature()))
                : NOTHING;
    }

    private ByteBuffer delta(ChatEvent.PartDelta delta) {
        OpenPart part = choice(delta.candidate()).parts.get(delta.part());
        part.said = true;
        if (part.opening instanceof Part.ToolCall) {
            return delta(delta.candidate(), arguments(part, delta.text()));
        }
        String name = part.opening instanceof Part.Reasoning
                ? Thoughts.TEXT
                : part.opening instanceof Part.Refusal ? "refusal" : "content";
        return delta(delta.candidate(), member(name, delta.text()));
    }

    private static String arguments(OpenPart part, String text) {
        return "\"tool_calls\":[{\"index\":" + part.call + ",\"function\":{" + member("arguments", text) + "}}]";
    }

    private static String member(String name, String text) {
        return '"' + name + "\":" + JsonText.quote(text);
    }

    /** Clients parse the arguments of a call when it is whole, so that none must not be nothing. */
    private ByteBuffer ended(ChatEvent.PartEnded ended) {
        OpenPart part = choice(ended.candidate()).parts.remove(ended.part());
        return part.opening instanceof Part.ToolCall && !part.said
                ? delta(ended.candidate(), arguments(part, "{}"))
                : NOTHING;
    }

    private ByteBuffer delta(int candidate, String members) {
        return chunk(candidate, members, "", "null");
    }

    private ByteBuffer chunk(int candidate, String members, String logprobs, String reason) {
        Choice choice = choice(candidate);
        String role = choice.roleTold ? "" : "\"role\":\"assistant\"" + (members.isEmpty() ? "" : ",");
        choice.roleTold = true;
        return SseWriter.oneLine(
                "",
                head + "{\"index\":" + candidate
                        + ",\"delta\":{" + role + members + "}" + logprobs
                        + ",\"finish_reason\":" + reason + "}]}");
    }

    private ByteBuffer end() {
        String counts = usage.isKnown()
                ? "data: " + head + "],\"usage\":" + JsonTree.text(OpenAiUsage.COMPLETIONS.write(usage)) + "}\n\n"
                : "";
        return ByteBuffer.wrap((counts + "data: [DONE]\n\n").getBytes(StandardCharsets.UTF_8));
    }
}
