package io.camelid.itests.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A model of the Llama architecture with random weights: it says nonsense, always the same for the same
 * prompt. Its vocabulary is that of a SentencePiece model: three control tokens, the 256 bytes that any
 * text can be made of, and some words; only the words have weights in the output, so that it says words.
 */
final class TinyLlama {
    private static final int EMBEDDING = 32;
    private static final int HEADS = 2;
    private static final int LAYERS = 2;
    private static final int FEED_FORWARD = 64;
    private static final int CONTEXT = 512;
    private static final int WORDS = 120;
    private static final int BYTES = 256;
    private static final List<String> CONTROL = List.of("<unk>", "<s>", "</s>");

    /** SentencePiece's mark for a space before a word. */
    private static final String SPACE = "\u2581";

    private static final int TYPE_NORMAL = 1;
    private static final int TYPE_UNKNOWN = 2;
    private static final int TYPE_CONTROL = 3;
    private static final int TYPE_BYTE = 6;

    private final Random random = new Random(1);
    private final List<String> tokens = new ArrayList<>(CONTROL);
    private final List<Float> scores = new ArrayList<>(List.of(0f, 0f, 0f));
    private final List<Integer> types = new ArrayList<>(List.of(TYPE_UNKNOWN, TYPE_CONTROL, TYPE_CONTROL));

    private TinyLlama() {
        for (int value = 0; value < BYTES; value++) {
            add("<0x%02X>".formatted(value), 0, TYPE_BYTE);
        }
        for (int word = 0; word < WORDS; word++) {
            add(SPACE + syllable(word / 12) + syllable(word), -1 - word, TYPE_NORMAL);
        }
    }

    /** Writes the model to a file. */
    static void write(Path file) throws IOException {
        new TinyLlama().gguf().write(file);
    }

    private static String syllable(int number) {
        return "bdfgklmnprst".charAt(number % 12) + "aeiou".substring(number % 5, number % 5 + 1);
    }

    private void add(String token, float score, int type) {
        tokens.add(token);
        scores.add(score);
        types.add(type);
    }

    private GgufWriter gguf() {
        GgufWriter gguf = new GgufWriter()
                .entry("general.architecture", "llama")
                .entry("general.name", "tiny")
                .entry("llama.context_length", CONTEXT)
                .entry("llama.embedding_length", EMBEDDING)
                .entry("llama.block_count", LAYERS)
                .entry("llama.feed_forward_length", FEED_FORWARD)
                .entry("llama.rope.dimension_count", EMBEDDING / HEADS)
                .entry("llama.attention.head_count", HEADS)
                .entry("llama.attention.head_count_kv", HEADS)
                .entry("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .entry("llama.vocab_size", tokens.size())
                .entry("tokenizer.ggml.model", "llama")
                .strings("tokenizer.ggml.tokens", tokens)
                .floats("tokenizer.ggml.scores", scores)
                .integers("tokenizer.ggml.token_type", types)
                .entry("tokenizer.ggml.unknown_token_id", 0)
                .entry("tokenizer.ggml.bos_token_id", 1)
                .entry("tokenizer.ggml.eos_token_id", 2)
                .tensor("token_embd.weight", normal(EMBEDDING * tokens.size(), 1), EMBEDDING, tokens.size())
                .tensor("output_norm.weight", ones(), EMBEDDING)
                .tensor("output.weight", output(), EMBEDDING, tokens.size());
        for (int layer = 0; layer < LAYERS; layer++) {
            addLayer(gguf, "blk." + layer + ".");
        }
        return gguf;
    }

    private void addLayer(GgufWriter gguf, String prefix) {
        gguf.tensor(prefix + "attn_norm.weight", ones(), EMBEDDING);
        for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
            gguf.tensor(prefix + part + ".weight", normal(EMBEDDING * EMBEDDING, 0.2), EMBEDDING, EMBEDDING);
        }
        gguf.tensor(prefix + "ffn_norm.weight", ones(), EMBEDDING)
                .tensor(prefix + "ffn_gate.weight", normal(EMBEDDING * FEED_FORWARD, 0.2), EMBEDDING, FEED_FORWARD)
                .tensor(prefix + "ffn_up.weight", normal(EMBEDDING * FEED_FORWARD, 0.2), EMBEDDING, FEED_FORWARD)
                .tensor(prefix + "ffn_down.weight", normal(EMBEDDING * FEED_FORWARD, 0.2), FEED_FORWARD, EMBEDDING);
    }

    private float[] output() {
        float[] weights = normal(EMBEDDING * tokens.size(), 1);
        Arrays.fill(weights, 0, EMBEDDING * (CONTROL.size() + BYTES), 0);
        return weights;
    }

    private float[] normal(int size, double deviation) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private static float[] ones() {
        float[] values = new float[EMBEDDING];
        Arrays.fill(values, 1);
        return values;
    }
}
