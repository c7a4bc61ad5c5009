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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A client's responses request. For one request; not thread-safe. */
final class ResponsesRequestReader {
    private static final String LOGPROBS = "message.output_text.logprobs";

    private final Members body;
    private final Losses losses;

    ResponsesRequestReader(ByteBuffer body, Losses losses) throws LlmException {
        this.body = Members.of(JsonTree.request(body));
        this.losses = losses;
    }

    ChatRequest read() throws LlmException {
        refuseState();
        ResponsesInput input = new ResponsesInput(losses);
        input.instructions(body.string("instructions").orElse(""));
        JsonNode said = body.required("input");
        if (said.isTextual()) {
            input.text(said.textValue());
        } else {
            for (Members item : body.objects("input")) {
                input.read(item);
            }
        }
        ChatRequest request = ChatRequest.builder().model(body.string("model").orElse("")).stream(
                        body.flag("stream").orElse(false))
                .system(input.system())
                .turns(input.turns())
                .tools(tools())
                .toolChoice(toolChoice())
                .parallelToolCalls(body.flag("parallel_tool_calls"))
                .sampling(sampling())
                .outputFormat(outputFormat())
                .reasoning(reasoning())
                .user(RequestWords.user(body))
                .metadata(RequestWords.metadata(body))
                .build();
        // How OpenAI keeps, caches, bills and frames an answer does not change what it says.
        body.passOver(
                "store",
                "service_tier",
                "prompt_cache_key",
                "prompt_cache_retention",
                "stream_options",
                "background",
                "truncation");
        if (body.string("truncation").orElse("disabled").equals("auto")) {
            losses.add("truncation");
        }
        body.unread(losses);
        return request;
    }

    /** What only the server that holds earlier answers could know. */
    private void refuseState() throws LlmException {
        if (body.value("previous_response_id").isPresent()) {
            throw Refusals.unsupportedParameter(
                    "previous_response_id",
                    "'previous_response_id' needs a provider that keeps responses: send the earlier items in 'input'.");
        }
        if (body.value("conversation").isPresent()) {
            throw Refusals.unsupportedParameter(
                    "conversation",
                    "'conversation' needs a provider that keeps conversations: send the earlier items in 'input'.");
        }
        if (body.value("prompt").isPresent()) {
            throw Refusals.unsupportedParameter(
                    "prompt", "'prompt' names a template that OpenAI keeps: send 'instructions' and 'input'.");
        }
        if (body.flag("background").orElse(false)) {
            throw Refusals.unsupportedParameter(
                    "background", "'background' needs a provider that keeps responses: ask without it.");
        }
    }

    private List<Tool> tools() throws LlmException {
        List<Tool> tools = new ArrayList<>();
        for (Members tool : body.objects("tools")) {
            String type = tool.requiredString("type");
            if (type.equals("function")) {
                Optional<Part.CachePoint> cachePoint = RequestWords.cachePoint(tool);
                tools.add(RequestWords.function(tool, cachePoint, losses));
            } else {
                losses.add(type.equals("custom") ? "tools.custom" : Losses.HOSTED_TOOLS);
            }
        }
        return tools;
    }

    private ToolChoice toolChoice() throws LlmException {
        JsonNode choice = body.value("tool_choice").orElse(null);
        if (choice == null) {
            return ToolChoice.AUTO;
        }
        if (choice.isTextual()) {
            return RequestWords.choice(choice.textValue(), body, "tool_choice");
        }
        Members members = Members.of(choice, "tool_choice");
        switch (members.requiredString("type")) {
            case "function":
                return ToolChoice.named(members.requiredString("name"));
            case "allowed_tools":
                return RequestWords.allowedTools(members, losses);
            default:
                losses.add(Losses.TOOL_CHOICE);
                return ToolChoice.AUTO;
        }
    }

    private Sampling sampling() throws LlmException {
        OptionalInt top = body.smallInteger("top_logprobs");
        boolean logprobs = body.strings("include").contains(LOGPROBS);
        return Sampling.builder()
                .maxTokens(body.integer("max_output_tokens"))
                .temperature(body.number("temperature"))
                .topP(body.number("top_p"))
                .logprobs(logprobs ? Optional.of(true) : Optional.empty())
                .topLogprobs(top)
                .build();
    }

    private OutputFormat outputFormat() throws LlmException {
        Optional<Members> text = body.object("text");
        if (text.isEmpty()) {
            return OutputFormat.TEXT;
        }
        Optional<Members> format = text.get().object("format");
        text.get().unread(losses);
        if (format.isEmpty()) {
            return OutputFormat.TEXT;
        }
        switch (format.get().requiredString("type")) {
            case "text":
                return OutputFormat.TEXT;
            case "json_object":
                return new OutputFormat.JsonObject();
            case "json_schema":
                return RequestWords.schema(format.get(), losses);
            default:
                losses.add(Losses.OUTPUT_FORMAT);
                return OutputFormat.TEXT;
        }
    }

    private Optional<ReasoningControl> reasoning() throws LlmException {
        Optional<Members> reasoning = body.object("reasoning");
        if (reasoning.isEmpty()) {
            return Optional.empty();
        }
        Optional<Effort> effort = RequestWords.effort(reasoning.get(), "effort");
        Optional<String> older = reasoning.get().string("generate_summary");
        Optional<String> summary = reasoning.get().string("summary");
        boolean visible = summary.isPresent() || older.isPresent();
        return effort.isEmpty() && !visible
                ? Optional.empty()
                : Optional.of(new ReasoningControl(
                        effort, OptionalLong.empty(), visible ? Optional.of(true) : Optional.empty()));
    }
}
