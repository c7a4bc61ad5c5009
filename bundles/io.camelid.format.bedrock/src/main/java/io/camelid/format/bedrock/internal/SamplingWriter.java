package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Sampling;
import java.util.List;

/** Writes how an answer is drawn, as far as a model takes it. */
record SamplingWriter(ModelFamily family, Thinking thinking, Losses losses) {
    /** Anthropic's API wants a limit, and Bedrock's own default is the model's most. */
    private static final long DEFAULT_MAX_TOKENS = 4096;

    /**
     * @param body gets what all models take
     * @param fields gets what only some do
     */
    void write(Sampling sampling, ObjectNode body, ObjectNode fields) {
        ObjectNode config = JsonTree.object();
        writeMaxTokens(sampling, config);
        boolean samples = !thinking.isClaudes() && !thinking.isNovasHardest() && !family.takesNoSampling();
        boolean either =
                family.takesEitherTemperatureOrTopP() && sampling.temperature().isPresent();
        if (sampling.temperature().isPresent()) {
            if (samples) {
                config.put("temperature", temperature(sampling.temperature().getAsDouble()));
            } else {
                losses.add(Losses.TEMPERATURE);
            }
        }
        if (sampling.topP().isPresent()) {
            if (samples && !either) {
                config.put("topP", sampling.topP().getAsDouble());
            } else {
                losses.add(Losses.TOP_P);
            }
        }
        if (sampling.topK().isPresent()) {
            writeTopK(sampling.topK().getAsLong(), samples, fields);
        }
        if (writeStop(sampling.stop(), config) && family.isAnthropic()) {
            body.putArray("additionalModelResponseFieldPaths").add(ConverseAnswer.STOP_SEQUENCE_PATH);
        }
        tellRest(sampling);
        if (!config.isEmpty()) {
            body.set("inferenceConfig", config);
        }
    }

    /** Converse's temperatures end at 1, others' at 2. */
    private double temperature(double wanted) {
        if (wanted > 1) {
            losses.add(Losses.TEMPERATURE);
        }
        return Math.min(1, wanted);
    }

    private void writeMaxTokens(Sampling sampling, ObjectNode config) {
        if (thinking.isNovasHardest()) {
            if (sampling.maxTokens().isPresent()) {
                losses.add("max_tokens");
            }
        } else if (sampling.maxTokens().isPresent()) {
            config.put("maxTokens", sampling.maxTokens().getAsLong());
        } else if (family.isAnthropic()) {
            config.put("maxTokens", DEFAULT_MAX_TOKENS + thinking.budget().orElse(0));
        }
    }

    private void writeTopK(long topK, boolean samples, ObjectNode fields) {
        if (!samples) {
            losses.add(Losses.TOP_K);
            return;
        }
        switch (family.vendor()) {
            case ANTHROPIC -> fields.put("top_k", topK);
            case NOVA, NOVA_2 -> fields.putObject("inferenceConfig").put("topK", topK);
            case GPT_OSS, OTHER -> losses.add(Losses.TOP_K);
        }
    }

    /** Whether there are texts to stop at. */
    private boolean writeStop(List<String> stop, ObjectNode config) {
        ArrayNode sequences = JsonTree.object().putArray("stopSequences");
        for (String text : stop) {
            if (text.isBlank()) {
                losses.add(Losses.STOP);
            } else {
                sequences.add(text);
            }
        }
        if (!sequences.isEmpty()) {
            config.set("stopSequences", sequences);
        }
        return !sequences.isEmpty();
    }

    /** What Converse has no place for. */
    private void tellRest(Sampling sampling) {
        tell(sampling.candidates().orElse(1) > 1, Losses.CANDIDATES);
        tell(sampling.seed().isPresent(), Losses.SEED);
        tell(sampling.frequencyPenalty().isPresent(), Losses.FREQUENCY_PENALTY);
        tell(sampling.presencePenalty().isPresent(), Losses.PRESENCE_PENALTY);
        tell(sampling.logprobs().orElse(false) || sampling.topLogprobs().isPresent(), Losses.LOGPROBS);
        tell(!sampling.logitBias().isEmpty(), Losses.LOGIT_BIAS);
    }

    private void tell(boolean lost, String name) {
        if (lost) {
            losses.add(name);
        }
    }
}
