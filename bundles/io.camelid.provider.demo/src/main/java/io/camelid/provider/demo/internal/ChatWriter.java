package io.camelid.provider.demo.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Writes a reply as OpenAI's chat completions have it. */
final class ChatWriter {
    private static final int ARGUMENT_PIECE = 12;

    private final String model;
    private final long created;
    private final ChatReply reply;
    private final String id = "chatcmpl-demo-" + UUID.randomUUID();

    ChatWriter(String model, Instant created, ChatReply reply) {
        this.model = model.isEmpty() ? "demo" : model;
        this.created = created.getEpochSecond();
        this.reply = reply;
    }

    /** The whole answer as one document. */
    ObjectNode document() {
        ObjectNode document = head("chat.completion");
        ObjectNode choice = document.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.put("content", reply.toolCall().isPresent() ? null : String.join("", reply.words()));
        message.putNull("refusal");
        reply.toolCall()
                .ifPresent(call -> toolCall(message.putArray("tool_calls").addObject(), call.name(), call.arguments()));
        choice.putNull("logprobs").put("finish_reason", reply.finishReason());
        document.set("usage", usage());
        return document;
    }

    /** The answer as server-sent events, one for every word. */
    List<String> events(boolean withUsage) {
        List<String> events = new ArrayList<>();
        ObjectNode role = object().put("role", "assistant");
        if (reply.toolCall().isPresent()) {
            ChatReply.ToolCall call = reply.toolCall().get();
            toolCall(role.putNull("content").putArray("tool_calls").addObject().put("index", 0), call.name(), "");
            events.add(event(chunk(role, null)));
            for (String piece : pieces(call.arguments())) {
                events.add(event(chunk(argumentsDelta(piece), null)));
            }
        } else {
            events.add(event(chunk(role.put("content", ""), null)));
            for (String word : reply.words()) {
                events.add(event(chunk(object().put("content", word), null)));
            }
        }
        String end = event(chunk(object(), reply.finishReason()));
        if (withUsage) {
            ObjectNode last = head("chat.completion.chunk");
            last.putArray("choices");
            last.set("usage", usage());
            end += event(last);
        }
        events.add(end + "data: [DONE]\n\n");
        return events;
    }

    private static List<String> pieces(String arguments) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < arguments.length(); at += ARGUMENT_PIECE) {
            pieces.add(arguments.substring(at, Math.min(arguments.length(), at + ARGUMENT_PIECE)));
        }
        return pieces;
    }

    private ObjectNode chunk(ObjectNode delta, String finishReason) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        return chunk;
    }

    private ObjectNode head(String object) {
        return object().put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private void toolCall(ObjectNode call, String name, String arguments) {
        call.put("id", "call" + id.substring(id.lastIndexOf('-'))).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
    }

    private static ObjectNode argumentsDelta(String piece) {
        ObjectNode delta = object();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", 0)
                .putObject("function")
                .put("arguments", piece);
        return delta;
    }

    private ObjectNode usage() {
        int completion = reply.completionTokens();
        return object().put("prompt_tokens", reply.promptTokens())
                .put("completion_tokens", completion)
                .put("total_tokens", reply.promptTokens() + completion);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String event(ObjectNode data) {
        return "data: " + data + "\n\n";
    }
}
