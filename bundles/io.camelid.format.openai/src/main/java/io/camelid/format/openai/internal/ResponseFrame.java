package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Reply;
import java.util.Optional;

/**
 * What a response object says beside its output: what it is, how far it is, and the request again. All members of the reference
 * are there, since OpenAI's SDKs require them. For one answer; not thread-safe.
 */
final class ResponseFrame {
    private final ObjectNode frame = JsonTree.object();

    ResponseFrame(Reply reply) {
        ChatRequest request = reply.request();
        frame.put("id", "resp_" + reply.ids().get());
        frame.put("object", "response");
        frame.put("created_at", reply.created().getEpochSecond());
        frame.put("status", "in_progress");
        frame.put("background", false);
        frame.putNull("error");
        frame.putNull("incomplete_details");
        frame.put("instructions", request.system().isEmpty() ? null : request.systemText());
        request.sampling()
                .maxTokens()
                .ifPresentOrElse(
                        tokens -> frame.put("max_output_tokens", tokens), () -> frame.putNull("max_output_tokens"));
        frame.putNull("max_tool_calls");
        frame.put("model", request.model());
        frame.putArray("output");
        frame.put("parallel_tool_calls", true);
        frame.putNull("previous_response_id");
        reasoning(frame.putObject("reasoning"), request);
        frame.put("store", false);
        frame.put("temperature", request.sampling().temperature().orElse(1));
        // What cannot be said again was reported when the request was translated.
        Losses reported = new Losses();
        ResponsesWords.format(frame.putObject("text").putObject("format"), request.outputFormat(), reported);
        frame.put("tool_choice", "auto");
        frame.putArray("tools");
        ResponsesWords.tools(frame, request, reported);
        frame.put("top_logprobs", request.sampling().topLogprobs().orElse(0));
        frame.put("top_p", request.sampling().topP().orElse(1));
        frame.put("truncation", "disabled");
        frame.putNull("usage");
        frame.put("user", request.user().orElse(null));
        ObjectNode metadata = frame.putObject("metadata");
        request.metadata().forEach(metadata::put);
    }

    private static void reasoning(ObjectNode reasoning, ChatRequest request) {
        reasoning.put(
                "effort",
                request.reasoning()
                        .flatMap(control -> control.effort())
                        .map(RequestPieces::word)
                        .orElse(null));
        boolean visible =
                request.reasoning().flatMap(control -> control.visible()).orElse(false);
        reasoning.put("summary", visible ? "auto" : null);
    }

    /** Sets the model that answers; empty text leaves the one that was asked. */
    void answeredBy(String model) {
        if (!model.isEmpty()) {
            frame.put("model", model);
        }
    }

    /** The response at its beginning. */
    ObjectNode inProgress() {
        return frame;
    }

    /** @param incomplete why it is not complete, if it is not */
    ObjectNode ended(ArrayNode output, Usage usage, Optional<String> incomplete) {
        frame.put("status", incomplete.isPresent() ? "incomplete" : "completed");
        incomplete.ifPresent(reason -> frame.putObject("incomplete_details").put("reason", reason));
        return with(output, usage);
    }

    ObjectNode failed(ArrayNode output, Usage usage, LlmError error) {
        frame.put("status", "failed");
        frame.putObject("error").put("code", ResponsesStatus.code(error.kind())).put("message", error.message());
        return with(output, usage);
    }

    private ObjectNode with(ArrayNode output, Usage usage) {
        frame.set("output", output);
        if (usage.isKnown()) {
            frame.set("usage", OpenAiUsage.RESPONSES.write(usage));
        }
        return frame;
    }
}
