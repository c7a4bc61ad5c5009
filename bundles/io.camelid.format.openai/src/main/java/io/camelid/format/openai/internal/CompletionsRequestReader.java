package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A client's chat completions request. For one request; not thread-safe. */
final class CompletionsRequestReader {
    private final Members body;
    private final Losses losses;

    CompletionsRequestReader(ByteBuffer body, Losses losses) throws LlmException {
        this.body = Members.of(JsonTree.request(body));
        this.losses = losses;
    }

    ChatRequest read() throws LlmException {
        body.required("messages");
        CompletionsMessages messages = new CompletionsMessages(losses);
        for (Members message : body.objects("messages")) {
            messages.read(message);
        }
        ChatRequest request = ChatRequest.builder().model(body.string("model").orElse("")).stream(
                        body.flag("stream").orElse(false))
                .system(messages.system())
                .turns(messages.turns())
                .tools(tools())
                .toolChoice(toolChoice())
                .parallelToolCalls(body.flag("parallel_tool_calls"))
                .sampling(sampling())
                .outputFormat(outputFormat())
                .reasoning(reasoning())
                .user(RequestWords.user(body))
                .metadata(RequestWords.metadata(body))
                .build();
        // How OpenAI keeps, caches, bills and speeds up an answer does not change what it says.
        body.passOver(
                "stream_options",
                "store",
                "service_tier",
                "prompt_cache_key",
                "prompt_cache_retention",
                "prediction",
                "modalities");
        if (body.strings("modalities").stream().anyMatch(modality -> !modality.equals("text"))) {
            losses.add("modalities");
        }
        if (body.value("web_search_options").isPresent()) {
            losses.add(Losses.HOSTED_TOOLS);
        }
        body.unread(losses);
        return request;
    }

    private List<Tool> tools() throws LlmException {
        List<Tool> tools = new ArrayList<>();
        for (Members tool : body.objects("tools")) {
            String type = tool.string("type").orElse("function");
            if (!type.equals("function")) {
                losses.add(type.equals("custom") ? "tools.custom" : Losses.HOSTED_TOOLS);
                continue;
            }
            Members function = Members.of(tool.required("function"), tool.path("function"));
            Optional<Part.CachePoint> outside = RequestWords.cachePoint(tool);
            Optional<Part.CachePoint> inside = RequestWords.cachePoint(function);
            tools.add(RequestWords.function(function, outside.isPresent() ? outside : inside, losses));
            tool.unread(losses);
        }
        // The older way to say it.
        for (Members function : body.objects("functions")) {
            tools.add(RequestWords.function(function, Optional.empty(), losses));
        }
        return tools;
    }

    private ToolChoice toolChoice() throws LlmException {
        String name = body.value("tool_choice").isPresent() ? "tool_choice" : "function_call";
        JsonNode choice = body.value(name).orElse(null);
        if (choice == null) {
            return ToolChoice.AUTO;
        }
        if (choice.isTextual()) {
            return RequestWords.choice(choice.textValue(), body, name);
        }
        Members members = Members.of(choice, name);
        String type = members.string("type").orElse("function");
        switch (type) {
            case "function":
                Optional<Members> function = members.object("function");
                return ToolChoice.named((function.isPresent() ? function.get() : members).requiredString("name"));
            case "allowed_tools":
                Optional<Members> allowed = members.object("allowed_tools");
                return RequestWords.allowedTools(allowed.isPresent() ? allowed.get() : members, losses);
            default:
                losses.add(Losses.TOOL_CHOICE);
                return ToolChoice.AUTO;
        }
    }

    private Sampling sampling() throws LlmException {
        OptionalLong older = body.integer("max_tokens");
        OptionalLong newer = body.integer("max_completion_tokens");
        return Sampling.builder()
                .maxTokens(newer.isPresent() ? newer : older)
                .temperature(body.number("temperature"))
                .topP(body.number("top_p"))
                .topK(body.integer("top_k"))
                .candidates(body.smallInteger("n"))
                .stop(body.strings("stop"))
                .seed(body.integer("seed"))
                .frequencyPenalty(body.number("frequency_penalty"))
                .presencePenalty(body.number("presence_penalty"))
                .logprobs(body.flag("logprobs"))
                .topLogprobs(body.smallInteger("top_logprobs"))
                .logitBias(logitBias())
                .build();
    }

    private Map<String, Double> logitBias() throws LlmException {
        Map<String, Double> biases = new HashMap<>();
        Optional<Members> members = body.object("logit_bias");
        if (members.isPresent()) {
            for (Map.Entry<String, JsonNode> bias : body.required("logit_bias").properties()) {
                members.get().number(bias.getKey()).ifPresent(value -> biases.put(bias.getKey(), value));
            }
        }
        return biases;
    }

    private OutputFormat outputFormat() throws LlmException {
        Optional<Members> format = body.object("response_format");
        if (format.isEmpty()) {
            return OutputFormat.TEXT;
        }
        switch (format.get().requiredString("type")) {
            case "text":
                return OutputFormat.TEXT;
            case "json_object":
                return new OutputFormat.JsonObject();
            case "json_schema":
                return RequestWords.schema(
                        Members.of(format.get().required("json_schema"), "response_format.json_schema"), losses);
            default:
                losses.add(Losses.OUTPUT_FORMAT);
                return OutputFormat.TEXT;
        }
    }

    /**
     * {@code reasoning_effort} is the reference's; {@code thinking} and {@code thinking_budget_tokens} are what LiteLLM's
     * clients send for Claude, {@code reasoning} is OpenRouter's.
     */
    private Optional<ReasoningControl> reasoning() throws LlmException {
        Optional<Effort> effort = RequestWords.effort(body, "reasoning_effort");
        OptionalLong budget = body.integer("thinking_budget_tokens");
        Optional<Boolean> visible = Optional.empty();
        boolean said = effort.isPresent() || budget.isPresent();
        Optional<Members> router = body.object("reasoning");
        if (router.isPresent()) {
            said = true;
            effort = effort.isPresent() ? effort : RequestWords.effort(router.get(), "effort");
            OptionalLong tokens = router.get().integer("max_tokens");
            budget = budget.isPresent() ? budget : tokens;
            visible = router.get().flag("exclude").map(exclude -> !exclude);
            if (router.get().flag("enabled").equals(Optional.of(false))) {
                effort = Optional.of(Effort.NONE);
            }
        }
        Optional<Members> thinking = body.object("thinking");
        if (thinking.isPresent()) {
            said = true;
            OptionalLong tokens = thinking.get().integer("budget_tokens");
            budget = budget.isPresent() ? budget : tokens;
            if (thinking.get().string("type").equals(Optional.of("disabled"))) {
                effort = Optional.of(Effort.NONE);
            }
        }
        return said ? Optional.of(new ReasoningControl(effort, budget, visible)) : Optional.empty();
    }
}
