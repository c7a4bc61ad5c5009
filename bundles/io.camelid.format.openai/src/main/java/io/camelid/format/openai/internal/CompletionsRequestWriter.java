package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import java.util.List;
import java.util.regex.Pattern;

/** A chat completions request for a provider. For one request; not thread-safe. */
final class CompletionsRequestWriter {
    /** Names of OpenAI's own models, maybe with a vendor before them; gpt-oss is served by others. */
    private static final Pattern OPENAI = Pattern.compile("(^|/)(gpt-(?!oss)|chatgpt-|o\\d)");

    private static final int MOST_STOPS = 4;

    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode body = JsonTree.object();

    CompletionsRequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    ObjectNode write() throws LlmException {
        body.put("model", request.model());
        new CompletionsConversation(body.putArray("messages"), losses).write(request);
        if (request.stream()) {
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        tools();
        sampling();
        outputFormat();
        Efforts.forCompletions(request, losses).ifPresent(effort -> body.put("reasoning_effort", effort));
        request.user().ifPresent(user -> body.put("user", user));
        if (!request.metadata().isEmpty()) {
            // OpenAI refuses labels on answers that it does not store, and what is stored is the client's to say.
            losses.add(Losses.METADATA);
        }
        return body;
    }

    private void tools() {
        if (request.tools().isEmpty()) {
            // Without tools OpenAI refuses the members that go with them.
            if (request.toolChoice().mode() == ToolChoice.Mode.REQUIRED) {
                losses.add(Losses.TOOL_CHOICE);
            }
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (Tool tool : request.tools()) {
            RequestPieces.function(tools.addObject().put("type", "function").putObject("function"), tool, losses);
        }
        toolChoice();
        request.parallelToolCalls().ifPresent(parallel -> body.put("parallel_tool_calls", parallel));
    }

    private void toolChoice() {
        ToolChoice choice = request.toolChoice();
        if (choice.allowed().isEmpty()) {
            if (choice.mode() != ToolChoice.Mode.AUTO) {
                body.put("tool_choice", RequestPieces.word(choice.mode()));
            }
        } else if (choice.mode() == ToolChoice.Mode.NONE) {
            body.put("tool_choice", "none");
        } else if (choice.mode() == ToolChoice.Mode.REQUIRED && choice.allowed().size() == 1) {
            function(body.putObject("tool_choice"), choice.allowed().get(0));
        } else {
            ObjectNode allowed = body.putObject("tool_choice")
                    .put("type", "allowed_tools")
                    .putObject("allowed_tools")
                    .put("mode", RequestPieces.word(choice.mode()));
            ArrayNode tools = allowed.putArray("tools");
            choice.allowed().forEach(name -> function(tools.addObject(), name));
        }
    }

    private static void function(ObjectNode node, String name) {
        node.put("type", "function").putObject("function").put("name", ToolNames.disguise(name));
    }

    /** OpenAI's models that reason refuse the old name, and some servers of open models (Ollama) do not know the new one. */
    private static String limitOf(String model) {
        return OPENAI.matcher(model).find() ? "max_completion_tokens" : "max_tokens";
    }

    private void sampling() {
        Sampling sampling = request.sampling();
        sampling.maxTokens().ifPresent(tokens -> body.put(limitOf(request.model()), tokens));
        sampling.temperature().ifPresent(value -> body.put("temperature", value));
        sampling.topP().ifPresent(value -> body.put("top_p", value));
        sampling.candidates().ifPresent(value -> body.put("n", value));
        sampling.seed().ifPresent(value -> body.put("seed", value));
        sampling.frequencyPenalty().ifPresent(value -> body.put("frequency_penalty", value));
        sampling.presencePenalty().ifPresent(value -> body.put("presence_penalty", value));
        sampling.logprobs().ifPresent(value -> body.put("logprobs", value));
        sampling.topLogprobs().ifPresent(value -> body.put("top_logprobs", value));
        if (!sampling.logitBias().isEmpty()) {
            ObjectNode biases = body.putObject("logit_bias");
            sampling.logitBias().forEach((token, bias) -> biases.put(token, bias));
        }
        if (sampling.topK().isPresent()) {
            losses.add(Losses.TOP_K);
        }
        List<String> stops = sampling.stop();
        if (stops.size() > MOST_STOPS) {
            losses.add(Losses.STOP);
            stops = stops.subList(0, MOST_STOPS);
        }
        if (!stops.isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            stops.forEach(stop::add);
        }
    }

    private void outputFormat() {
        OutputFormat format = request.outputFormat();
        if (format instanceof OutputFormat.JsonObject) {
            body.putObject("response_format").put("type", "json_object");
        } else if (format instanceof OutputFormat.JsonSchema schema) {
            ObjectNode node = body.putObject("response_format").put("type", "json_schema");
            RequestPieces.schema(node.putObject("json_schema"), schema, losses);
        }
    }
}
