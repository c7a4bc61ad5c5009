package io.camelid.spi.chat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A conversation that wants an answer.
 *
 * @param model the model to ask; empty text if none is named
 * @param stream whether the answer is wanted piece by piece
 * @param system instructions that stand above the conversation: {@link Part.Text} and {@link Part.CachePoint}
 * @param parallelToolCalls whether one answer may hold several tool calls, if it is said
 * @param user who the end user is, in the client's own terms
 * @param metadata labels for the provider's own records
 */
public record ChatRequest(
        String model,
        boolean stream,
        List<Part> system,
        List<Turn> turns,
        List<Tool> tools,
        ToolChoice toolChoice,
        Optional<Boolean> parallelToolCalls,
        Sampling sampling,
        OutputFormat outputFormat,
        Optional<ReasoningControl> reasoning,
        Optional<String> user,
        Map<String, String> metadata) {
    public ChatRequest {
        Objects.requireNonNull(model, "model");
        system = List.copyOf(system);
        turns = List.copyOf(turns);
        tools = List.copyOf(tools);
        Objects.requireNonNull(toolChoice, "toolChoice");
        Objects.requireNonNull(parallelToolCalls, "parallelToolCalls");
        Objects.requireNonNull(sampling, "sampling");
        Objects.requireNonNull(outputFormat, "outputFormat");
        Objects.requireNonNull(reasoning, "reasoning");
        Objects.requireNonNull(user, "user");
        metadata = Map.copyOf(metadata);
    }

    /** A builder with everything unset. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds what this request does. */
    public Builder toBuilder() {
        return new Builder()
                .model(model).stream(stream)
                        .system(system)
                        .turns(turns)
                        .tools(tools)
                        .toolChoice(toolChoice)
                        .parallelToolCalls(parallelToolCalls)
                        .sampling(sampling)
                        .outputFormat(outputFormat)
                        .reasoning(reasoning)
                        .user(user)
                        .metadata(metadata);
    }

    /** The instructions as one text. */
    public String systemText() {
        StringBuilder all = new StringBuilder();
        for (Part part : system) {
            if (part instanceof Part.Text text) {
                all.append(all.length() == 0 ? "" : "\n").append(text.text());
            }
        }
        return all.toString();
    }

    /** For one request; not thread-safe. */
    public static final class Builder {
        private String model = "";
        private boolean stream;
        private List<Part> system = List.of();
        private List<Turn> turns = List.of();
        private List<Tool> tools = List.of();
        private ToolChoice toolChoice = ToolChoice.AUTO;
        private Optional<Boolean> parallelToolCalls = Optional.empty();
        private Sampling sampling = Sampling.DEFAULT;
        private OutputFormat outputFormat = OutputFormat.TEXT;
        private Optional<ReasoningControl> reasoning = Optional.empty();
        private Optional<String> user = Optional.empty();
        private Map<String, String> metadata = Map.of();

        private Builder() {}

        public Builder model(String value) {
            model = value;
            return this;
        }

        public Builder stream(boolean value) {
            stream = value;
            return this;
        }

        public Builder system(List<Part> value) {
            system = value;
            return this;
        }

        public Builder turns(List<Turn> value) {
            turns = value;
            return this;
        }

        public Builder tools(List<Tool> value) {
            tools = value;
            return this;
        }

        public Builder toolChoice(ToolChoice value) {
            toolChoice = value;
            return this;
        }

        public Builder parallelToolCalls(Optional<Boolean> value) {
            parallelToolCalls = value;
            return this;
        }

        public Builder sampling(Sampling value) {
            sampling = value;
            return this;
        }

        public Builder outputFormat(OutputFormat value) {
            outputFormat = value;
            return this;
        }

        public Builder reasoning(Optional<ReasoningControl> value) {
            reasoning = value;
            return this;
        }

        public Builder user(Optional<String> value) {
            user = value;
            return this;
        }

        public Builder metadata(Map<String, String> value) {
            metadata = value;
            return this;
        }

        public ChatRequest build() {
            return new ChatRequest(
                    model,
                    stream,
                    system,
                    turns,
                    tools,
                    toolChoice,
                    parallelToolCalls,
                    sampling,
                    outputFormat,
                    reasoning,
                    user,
                    metadata);
        }
    }
}
