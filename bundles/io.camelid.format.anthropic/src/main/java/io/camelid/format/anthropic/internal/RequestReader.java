package io.camelid.format.anthropic.internal;

import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.ChatRequest;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.OutputFormat;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.ReasoningControl;
import io.camelid.spi.chat.ReasoningControl.Effort;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Sampling;
import io.camelid.spi.chat.Tool;
import io.camelid.spi.chat.ToolChoice;
import io.camelid.spi.chat.Turn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a client's request for a message, or for a count of its tokens. For one request; not thread-safe. */
final class RequestReader {
    /** What a schema is called where a format wants a name and this one has none. */
    private static final String SCHEMA_NAME = "structured_output";

    private final Members body;
    private final Losses losses;
    private final ContentReader content;
    private final ChatRequest.Builder request = ChatRequest.builder();

    private RequestReader(ByteBuffer bytes, Losses losses) throws LlmException {
        this.body = Members.of(JsonTree.request(bytes));
        this.losses = losses;
        this.content = new ContentReader(losses);
    }

    /** The body of {@code /v1/messages}. */
    static ChatRequest chat(ByteBuffer body, Losses losses) throws LlmException {
        RequestReader reader = new RequestReader(body, losses);
        reader.body.required("max_tokens");
        return reader.read();
    }

    /** The body of {@code /v1/messages/count_tokens}. */
    static ChatRequest tokenCount(ByteBuffer body, Losses losses) throws LlmException {
        return new RequestReader(body, losses).read();
    }

    private ChatRequest read() throws LlmException {
        request.model(body.string("model").orElse(""));
        request.stream(body.flag("stream").orElse(false));
        conversation();
        List<Tool> tools = tools();
        request.tools(tools);
        toolChoice(tools);
        request.sampling(sampling());
        outputAndReasoning();
        Optional<Members> metadata = body.object("metadata");
        if (metadata.isPresent()) {
            request.user(metadata.get().string("user_id"));
            metadata.get().unread(losses);
        }
        // How and where Anthropic is to serve the request.
        body.passOver("service_tier", "inference_geo", "speed");
        if (!body.array("mcp_servers").isEmpty()) {
            losses.add(Losses.HOSTED_TOOLS);
        }
        body.unread(losses);
        return request.build();
    }

    private void conversation() throws LlmException {
        List<Part> system = new ArrayList<>(content.system(body, "system"));
        List<Turn> turns = new ArrayList<>();
        body.required("messages");
        for (Members message : body.objects("messages")) {
            String role = message.requiredString("role");
            switch (role) {
                case "user" -> turns.add(new Turn(Role.USER, content.message(message, Role.USER)));
                case "assistant" -> turns.add(new Turn(Role.ASSISTANT, content.message(message, Role.ASSISTANT)));
                case "system" -> {
                    // Instructions in the middle, which only Anthropic has, are read as instructions from the start.
                    if (!turns.isEmpty()) {
                        losses.add("messages[].role");
                    }
                    system.addAll(content.system(message, "content"));
                }
                default ->
                    throw message.invalid("role", "'" + message.path("role") + "' must be 'user' or 'assistant'.");
            }
            message.unread(losses);
        }
        if (turns.isEmpty()) {
            throw body.invalid("messages", "At least one message of the user is required in 'messages'.");
        }
        cacheAll(turns);
        request.system(system).turns(turns);
    }

    /** A cache point on the request itself stands for one on its last block. */
    private void cacheAll(List<Turn> turns) throws LlmException {
        Optional<Part.CachePoint> point = CacheMarks.read(body);
        if (point.isPresent()) {
            Turn last = turns.get(turns.size() - 1);
            List<Part> parts = new ArrayList<>(last.parts());
            parts.add(point.get());
            turns.set(turns.size() - 1, new Turn(last.role(), parts));
        }
    }

    private List<Tool> tools() throws LlmException {
        List<Tool> tools = new ArrayList<>();
        for (Members tool : body.objects("tools")) {
            if (!tool.string("type").orElse("custom").equals("custom")) {
                losses.add(Losses.HOSTED_TOOLS);
                continue;
            }
            tools.add(new Tool(
                    tool.requiredString("name"),
                    tool.string("description"),
                    JsonTree.json(tool.required("input_schema")),
                    tool.flag("strict"),
                    CacheMarks.read(tool)));
            tool.passOver("eager_input_streaming", "allowed_callers");
            tool.unread(losses);
        }
        return tools;
    }

    private void toolChoice(List<Tool> tools) throws LlmException {
        Optional<Members> found = body.object("tool_choice");
        if (found.isEmpty()) {
            return;
        }
        Members choice = found.get();
        request.parallelToolCalls(choice.flag("disable_parallel_tool_use").map(disabled -> !disabled));
        String type = choice.requiredString("type");
        ToolChoice wanted =
                switch (type) {
                    case "auto" -> ToolChoice.AUTO;
                    case "any" -> ToolChoice.REQUIRED;
                    case "none" -> ToolChoice.NONE;
                    case "tool" -> ToolChoice.named(choice.requiredString("name"));
                    default ->
                        throw choice.invalid("type", "'tool_choice.type' must be 'auto', 'any', 'tool' or 'none'.");
                };
        boolean possible = wanted.mode() != ToolChoice.Mode.REQUIRED
                || tools.stream()
                        .anyMatch(tool ->
                                wanted.allowed().isEmpty() || wanted.allowed().contains(tool.name()));
        if (!possible) {
            // It meant a tool that Anthropic would have run.
            losses.add(Losses.TOOL_CHOICE);
        }
        request.toolChoice(possible ? wanted : ToolChoice.AUTO);
        choice.unread(losses);
    }

    private Sampling sampling() throws LlmException {
        return Sampling.builder()
                .maxTokens(body.integer("max_tokens"))
                .temperature(body.number("temperature"))
                .topP(body.number("top_p"))
                .topK(body.integer("top_k"))
                .candidates(OptionalInt.empty())
                .stop(body.strings("stop_sequences"))
                .build();
    }

    private void outputAndReasoning() throws LlmException {
        Optional<Effort> effort = Optional.empty();
        Optional<Members> config = body.object("output_config");
        if (config.isPresent()) {
            effort = effort(config.get());
            outputFormat(config.get().object("format"));
            config.get().unread(losses);
        }
        // Its name while it was a beta.
        outputFormat(body.object("output_format"));
        request.reasoning(reasoning(effort));
    }

    private static Optional<Effort> effort(Members config) throws LlmException {
        Optional<String> name = config.string("effort");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (name.get()) {
                    case "low" -> Effort.LOW;
                    case "medium" -> Effort.MEDIUM;
                    case "high" -> Effort.HIGH;
                    case "xhigh" -> Effort.XHIGH;
                    case "max" -> Effort.MAX;
                    default ->
                        throw config.invalid(
                                "effort",
                                "'" + config.path("effort") + "' must be 'low', 'medium', 'high', 'xhigh' or 'max'.");
                });
    }

    private void outputFormat(Optional<Members> found) throws LlmException {
        if (found.isEmpty()) {
            return;
        }
        Members format = found.get();
        if (!format.requiredString("type").equals("json_schema")) {
            throw format.invalid("type", "'" + format.path("type") + "' must be 'json_schema'.");
        }
        request.outputFormat(new OutputFormat.JsonSchema(
                format.string("name").orElse(SCHEMA_NAME),
                Optional.empty(),
                JsonTree.json(format.required("schema")),
                Optional.of(true)));
        format.unread(losses);
    }

    private Optional<ReasoningControl> reasoning(Optional<Effort> effort) throws LlmException {
        Optional<Members> found = body.object("thinking");
        if (found.isEmpty()) {
            return effort.map(ReasoningControl::of);
        }
        Members thinking = found.get();
        Optional<Boolean> visible = thinking.string("display").map(display -> !display.equals("omitted"));
        String type = thinking.requiredString("type");
        ReasoningControl control =
                switch (type) {
                    case "disabled" -> ReasoningControl.of(Effort.NONE);
                    case "enabled" -> new ReasoningControl(effort, budget(thinking), visible);
                    case "adaptive" ->
                        new ReasoningControl(Optional.of(effort.orElse(Effort.HIGH)), OptionalLong.empty(), visible);
                    default ->
                        throw thinking.invalid("type", "'thinking.type' must be 'enabled', 'disabled' or 'adaptive'.");
                };
        thinking.unread(losses);
        return Optional.of(control);
    }

    private static OptionalLong budget(Members thinking) throws LlmException {
        thinking.required("budget_tokens");
        return thinking.integer("budget_tokens");
    }
}
