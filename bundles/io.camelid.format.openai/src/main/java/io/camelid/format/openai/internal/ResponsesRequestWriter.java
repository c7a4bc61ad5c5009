package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Sampling;
import java.util.Optional;

/**
 * A responses request for a provider. Nothing is stored there, since the client could not ask for it; so thoughts come back
 * sealed. For one request; not thread-safe.
 */
final class ResponsesRequestWriter {
    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode body = JsonTree.object();

    ResponsesRequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    ObjectNode write() throws LlmException {
        body.put("model", request.model());
        ResponsesItems items = new ResponsesItems(losses);
        items.write(request);
        items.instructions().ifPresent(instructions -> body.put("instructions", instructions));
        body.set("input", items.input());
        body.put("store", false);
        if (request.stream()) {
            body.put("stream", true);
        }
        ResponsesWords.tools(body, request, losses);
        sampling();
        ObjectNode format = JsonTree.object();
        ResponsesWords.format(format, request.outputFormat(), losses);
        if (!format.path("type").asText().equals("text")) {
            body.putObject("text").set("format", format);
        }
        reasoning();
        request.user().ifPresent(user -> body.put("user", user));
        if (!request.metadata().isEmpty()) {
            ObjectNode metadata = body.putObject("metadata");
            request.metadata().forEach(metadata::put);
        }
        return body;
    }

    private void sampling() {
        Sampling sampling = request.sampling();
        sampling.maxTokens().ifPresent(tokens -> body.put("max_output_tokens", tokens));
        sampling.temperature().ifPresent(value -> body.put("temperature", value));
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        sampling.topLogprobs().ifPresent(value -> body.put("top_logprobs", value));
        if (sampling.logprobs().orElse(false)) {
            body.withArray("include").add("message.output_text.logprobs");
        }
        lost(sampling.topK().isPresent(), Losses.TOP_K);
        lost(sampling.candidates().orElse(1) > 1, Losses.CANDIDATES);
        lost(!sampling.stop().isEmpty(), Losses.STOP);
        lost(sampling.seed().isPresent(), Losses.SEED);
        lost(sampling.frequencyPenalty().isPresent(), Losses.FREQUENCY_PENALTY);
        lost(sampling.presencePenalty().isPresent(), Losses.PRESENCE_PENALTY);
        lost(!sampling.logitBias().isEmpty(), Losses.LOGIT_BIAS);
    }

    private void lost(boolean said, String name) {
        if (said) {
            losses.add(name);
        }
    }

    private void reasoning() {
        Optional<String> effort = Efforts.forResponses(request, losses);
        boolean visible =
                request.reasoning().flatMap(control -> control.visible()).orElse(false);
        if (effort.isPresent() || visible && Efforts.mayReason(request)) {
            ObjectNode reasoning = body.putObject("reasoning");
            effort.ifPresent(degree -> reasoning.put("effort", degree));
            if (visible) {
                reasoning.put("summary", "auto");
            }
        }
        if (Efforts.mayReason(request) && !effort.equals(Optional.of("none"))) {
            ArrayNode include = body.withArray("include");
            include.add("reasoning.encrypted_content");
        }
    }
}
