package io.camelid.spi;

import java.util.Objects;

/**
 * The name of a wire format, for example {@code openai.completions}. The constants are the formats
 * that Camelid's own bundles speak; a plug-in may name further ones.
 *
 * @param value lower-case, {@code <family>.<name>}
 */
public record FormatId(String value) {
    /** OpenAI chat completions, {@code POST /v1/chat/completions}. */
    public static final FormatId COMPLETIONS = new FormatId("openai.completions");
    /** OpenAI responses, {@code POST /v1/responses}. */
    public static final FormatId RESPONSES = new FormatId("openai.responses");
    /** OpenAI embeddings, {@code POST /v1/embeddings}. */
    public static final FormatId EMBEDDINGS = new FormatId("openai.embeddings");
    /** OpenAI models list, {@code GET /v1/models}. */
    public static final FormatId MODELS = new FormatId("openai.models");
    /** Cohere-style rerank as OpenAI-compatible servers offer it, {@code POST /v1/rerank}. */
    public static final FormatId RERANK = new FormatId("openai.rerank");
    /** Anthropic messages, {@code POST /v1/messages}. */
    public static final FormatId MESSAGES = new FormatId("anthropic.messages");
    /** Anthropic token counting, {@code POST /v1/messages/count_tokens}. */
    public static final FormatId MESSAGES_COUNT_TOKENS = new FormatId("anthropic.count_tokens");
    /** Gemini {@code :generateContent} and {@code :streamGenerateContent}. */
    public static final FormatId GENERATE_CONTENT = new FormatId("gemini.generate_content");
    /** Gemini {@code :countTokens}. */
    public static final FormatId GEMINI_COUNT_TOKENS = new FormatId("gemini.count_tokens");
    /** AWS Bedrock {@code /converse} and {@code /converse-stream}. */
    public static final FormatId CONVERSE = new FormatId("bedrock.converse");

    /** Token counting of AWS Bedrock, {@code /count-tokens}. */
    public static final FormatId BEDROCK_COUNT_TOKENS = new FormatId("bedrock.count_tokens");
    /** Anthropic models list, {@code GET /v1/models} with {@code anthropic-version}. */
    public static final FormatId ANTHROPIC_MODELS = new FormatId("anthropic.models");
    /** Gemini models list, {@code GET /v1beta/models}. */
    public static final FormatId GEMINI_MODELS = new FormatId("gemini.models");
    /** Gemini {@code :countTokens} as Vertex AI has it, with instructions and tools beside the contents. */
    public static final FormatId VERTEX_COUNT_TOKENS = new FormatId("gemini.vertex_count_tokens");
    /** Vertex AI text embeddings, {@code :predict}. */
    public static final FormatId VERTEX_EMBEDDINGS = new FormatId("gemini.vertex_embeddings");
    /** Amazon Titan text embeddings, {@code /invoke}. */
    public static final FormatId TITAN_EMBEDDINGS = new FormatId("bedrock.titan_embeddings");
    /** Cohere embeddings on AWS Bedrock, {@code /invoke}. */
    public static final FormatId COHERE_EMBEDDINGS = new FormatId("bedrock.cohere_embeddings");

    /** No format: path and bytes are forwarded as they are. */
    public static final FormatId OPAQUE = new FormatId("opaque");

    public FormatId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value;
    }
}
