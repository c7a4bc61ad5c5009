package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.json.JsonText;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatCodec;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Reply;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.TokenLogprob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts an answer together as a response, and tells each step in the events that the reference has for it. Words and refusals
 * that follow one another are the content of one message; thoughts and tool calls are items of their own. The API has one
 * answer, so that further candidates are passed over. For one stream; not thread-safe.
 */
final class ResponsesStreamWriter implements ChatCodec.StreamWriter {
    private static final String NO_LOGPROBS = ",\"logprobs\":[]";

    /** An item of the output. */
    private record Item(ObjectNode node, int output) {
        /** What every event of this item says of its place. */
        String place() {
            return "\"item_id\":" + JsonText.quote(node.path("id").asText()) + ",\"output_index\":" + output;
        }
    }

    /** A part that has begun: an item, or words in the content of one. */
    private static final class OpenPart {
        private final Part opening;
        private final Item item;
        private final ObjectNode node;
        /** What every event of this part says of its place. */
        private final String place;

        private final StringBuilder text = new StringBuilder();
        private final List<TokenLogprob> logprobs = new ArrayList<>();
        private Signature seal;

        OpenPart(Part opening, Item item) {
            this(opening, item, item.node(), item.place());
        }

        OpenPart(Part opening, Item item, ObjectNode node, String place) {
            this.opening = opening;
            this.item = item;
            this.node = node;
            this.place = place;
        }
    }

    private final Reply reply;
    private final ResponseFrame frame;
    private final boolean told;
    private final ArrayNode output = JsonTree.object().arrayNode();
    private final Map<Integer, OpenPart> parts = new HashMap<>();
    private StringBuilder out = new StringBuilder();
    private int sequence;
    private boolean started;
    private boolean refused;
    private Usage usage = Usage.UNKNOWN;
    private FinishReason reason = FinishReason.STOP;

    /** The message that words go to; null when the next begin another. */
    private Item message;

    private int openInMessage;

    private ResponsesStreamWriter(Reply reply, boolean told) {
        this.reply = reply;
        this.frame = new ResponseFrame(reply);
        this.told = told;
    }

    /** A writer of the events. */
    static ResponsesStreamWriter telling(Reply reply) {
        return new ResponsesStreamWriter(reply, true);
    }

    /** One that only puts the {@link #response()} together. */
    static ResponsesStreamWriter silent(Reply reply) {
        return new ResponsesStreamWriter(reply, false);
    }

    /** The response, once its events have ended. */
    ObjectNode response() {
        return frame.ended(output, usage, ResponsesStatus.incomplete(reason, refused));
    }

    @Override
    public ByteBuffer write(ChatEvent event) {
        tell(event);
        ByteBuffer bytes = ByteBuffer.wrap(out.toString().getBytes(StandardCharsets.UTF_8));
        out = new StringBuilder();
        return bytes;
    }

    private void tell(ChatEvent event) {
        if (event instanceof ChatEvent.PartDelta delta && delta.candidate() == 0) {
            delta(parts.get(delta.part()), delta.text());
        } else if (event instanceof ChatEvent.PartStarted begun && begun.candidate() == 0) {
            begin(begun.part(), begun.opening());
        } else if (event instanceof ChatEvent.PartSigned signed && signed.candidate() == 0) {
            parts.get(signed.part()).seal = signed.signature();
        } else if (event instanceof ChatEvent.PartLogprobs logprobs && logprobs.candidate() == 0) {
            parts.get(logprobs.part()).logprobs.addAll(logprobs.tokens());
        } else if (event instanceof ChatEvent.PartEnded ended && ended.candidate() == 0) {
            end(parts.remove(ended.part()));
        } else if (event instanceof ChatEvent.Finished finished && finished.candidate() == 0) {
            reason = finished.reason();
            endMessage();
        } else if (event instanceof ChatEvent.Started begun) {
            started = true;
            frame.answeredBy(begun.model());
            whole("response.created", frame.inProgress());
            whole("response.in_progress", frame.inProgress());
        } else if (event instanceof ChatEvent.UsageReported reported) {
            usage = reported.usage();
        } else if (event instanceof ChatEvent.Ended) {
            ObjectNode response = response();
            whole("response." + response.path("status").asText(), response);
        } else if (event instanceof ChatEvent.Failed failed) {
            fail(failed.error());
        }
    }

    private void fail(LlmError error) {
        if (started) {
            whole("response.failed", frame.failed(output, usage, error));
        } else {
            step("error", ResponsesFormat.errorMembers(error));
        }
    }

    private void whole(String type, ObjectNode response) {
        if (told) {
            step(type, "\"response\":" + JsonTree.text(response));
        }
    }

    private void step(String type, String members) {
        if (told) {
            out.append("event: ")
                    .append(type)
                    .append("\ndata: {\"type\":\"")
                    .append(type)
                    .append("\",\"sequence_number\":")
                    .append(sequence++)
                    .append(',')
                    .append(members)
                    .append("}\n\n");
        }
    }

    private String id(String prefix) {
        return prefix + reply.ids().get();
    }

    private Item add(ObjectNode node) {
        output.add(node);
        Item item = new Item(node, output.size() - 1);
        whole("response.output_item.added", item);
        return item;
    }

    private void whole(String type, Item item) {
        if (told) {
            step(type, "\"output_index\":" + item.output() + ",\"item\":" + JsonTree.text(item.node()));
        }
    }

    private void begin(int part, Part opening) {
        if (opening instanceof Part.Text || opening instanceof Part.Refusal) {
            beginWords(part, opening);
            return;
        }
        closeMessage();
        if (opening instanceof Part.ToolCall call) {
            ObjectNode item = JsonTree.object()
                    .put("id", id("fc_"))
                    .put("type", "function_call")
                    .put("status", "in_progress")
                    .put("arguments", "")
                    .put("call_id", CompletionsAnswers.callId(call, reply))
                    .put("name", call.name());
            parts.put(part, new OpenPart(opening, add(item)));
        } else if (opening instanceof Part.Reasoning) {
            ObjectNode item =
                    JsonTree.object().put("id", SealedItem.newId(reply.ids())).put("type", "reasoning");
            item.putArray("summary");
            parts.put(part, new OpenPart(opening, add(item)));
        } else if (opening instanceof Part.RedactedReasoning redacted) {
            SealedItem sealed = SealedItem.of(redacted);
            ObjectNode item = JsonTree.object().put("id", sealed.id()).put("type", "reasoning");
            item.putArray("summary");
            item.put("encrypted_content", sealed.content());
            parts.put(part, new OpenPart(opening, add(item)));
        } else if (opening instanceof Media media && media.source() instanceof Media.Data data) {
            ObjectNode item = JsonTree.object()
                    .put("id", id("ig_"))
                    .put("type", "image_generation_call")
                    .put("status", "completed")
                    .put("result", data.base64());
            parts.put(part, new OpenPart(opening, add(item)));
        }
    }

    private void beginWords(int part, Part opening) {
        if (message == null) {
            ObjectNode node = JsonTree.object()
                    .put("id", id("msg_"))
                    .put("type", "message")
                    .put("status", "in_progress")
                    .put("role", "assistant");
            node.putArray("content");
            message = add(node);
        }
        ArrayNode content = message.node().withArray("content");
        ObjectNode words = content.addObject();
        if (opening instanceof Part.Refusal) {
            refused = true;
            words.put("type", "refusal").put("refusal", "");
        } else {
            words.put("type", "output_text").put("text", "");
            words.putArray("annotations");
            words.putArray("logprobs");
        }
        openInMessage++;
        String place = message.place() + ",\"content_index\":" + (content.size() - 1);
        OpenPart open = new OpenPart(opening, message, words, place);
        parts.put(part, open);
        content(open, "response.content_part.added");
    }

    private void content(OpenPart open, String type) {
        if (told) {
            step(type, open.place + ",\"part\":" + JsonTree.text(open.node));
        }
    }

    private void delta(OpenPart open, String text) {
        String type = "response.output_text.delta";
        String place = open.place;
        String more = NO_LOGPROBS;
        if (open.opening instanceof Part.ToolCall) {
            type = "response.function_call_arguments.delta";
            more = "";
        } else if (open.opening instanceof Part.Refusal) {
            type = "response.refusal.delta";
            more = "";
        } else if (open.opening instanceof Part.Reasoning) {
            type = "response.reasoning_summary_text.delta";
            place += ",\"summary_index\":0";
            more = "";
            if (open.text.length() == 0) {
                step("response.reasoning_summary_part.added", place + ",\"part\":" + summary(""));
            }
        }
        open.text.append(text);
        if (told) {
            step(type, place + ",\"delta\":" + JsonText.quote(text) + more);
        }
    }

    private static String summary(String text) {
        return "{\"type\":\"summary_text\",\"text\":" + JsonText.quote(text) + "}";
    }

    private void end(OpenPart open) {
        if (open == null) {
            return;
        }
        String text = open.text.toString();
        if (open.opening instanceof Part.Text) {
            open.node.put("text", text);
            ArrayNode logprobs = Logprobs.write(open.logprobs);
            open.node.set("logprobs", logprobs);
            step(
                    "response.output_text.done",
                    open.place + ",\"text\":" + JsonText.quote(text) + ",\"logprobs\":" + JsonTree.text(logprobs));
            endContent(open);
        } else if (open.opening instanceof Part.Refusal) {
            open.node.put("refusal", text);
            step("response.refusal.done", open.place + ",\"refusal\":" + JsonText.quote(text));
            endContent(open);
        } else if (open.opening instanceof Part.ToolCall call) {
            String arguments = text.isBlank() ? "{}" : text;
            open.node.put("arguments", arguments).put("status", "completed");
            if (text.isEmpty()) {
                step("response.function_call_arguments.delta", open.place + ",\"delta\":\"{}\"");
            }
            step(
                    "response.function_call_arguments.done",
                    open.place + ",\"name\":" + JsonText.quote(call.name()) + ",\"arguments\":"
                            + JsonText.quote(arguments));
            whole("response.output_item.done", open.item);
        } else {
            if (open.opening instanceof Part.Reasoning) {
                endReasoning(open, text);
            }
            whole("response.output_item.done", open.item);
        }
    }

    private void endReasoning(OpenPart open, String text) {
        if (!text.isEmpty()) {
            String place = open.place + ",\"summary_index\":0";
            step("response.reasoning_summary_text.done", place + ",\"text\":" + JsonText.quote(text));
            step("response.reasoning_summary_part.done", place + ",\"part\":" + summary(text));
            open.node
                    .withArray("summary")
                    .addObject()
                    .put("type", "summary_text")
                    .put("text", text);
        }
        if (open.seal != null) {
            open.node.put("encrypted_content", SealedItem.of(open.seal).content());
        }
    }

    private void endContent(OpenPart open) {
        content(open, "response.content_part.done");
        openInMessage--;
    }

    /** Something else than words comes, which ends the message unless words of it are still to come. */
    private void closeMessage() {
        if (message != null && openInMessage == 0) {
            endMessage();
        }
    }

    private void endMessage() {
        if (message != null) {
            message.node()
                    .put(
                            "status",
                            ResponsesStatus.incomplete(reason, refused).isPresent() ? "incomplete" : "completed");
            whole("response.output_item.done", message);
            message = null;
        }
    }
}
