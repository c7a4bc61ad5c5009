package io.camelid.spi;

/**
 * What a client wants done, whatever language it says it in. Two formats of one operation can be
 * translated into each other; formats of different operations never are.
 */
public enum Operation {
    /** Generate an answer to a conversation. */
    CHAT("chat"),
    /** Turn text into vectors. */
    EMBEDDINGS("embeddings"),
    /** Order documents by relevance. */
    RERANK("rerank"),
    /** Count the tokens of a conversation without answering it. */
    COUNT_TOKENS("count_tokens"),
    /** List the models, or describe one. */
    MODELS("models"),
    /** Anything that the gateway forwards without understanding it. */
    OTHER("unknown");

    private final String conventionName;

    Operation(String conventionName) {
        this.conventionName = conventionName;
    }

    /** The value of {@code gen_ai.operation.name} in OpenTelemetry's GenAI semantic conventions. */
    public String conventionName() {
        return conventionName;
    }
}
