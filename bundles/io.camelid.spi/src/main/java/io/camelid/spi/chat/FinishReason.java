package io.camelid.spi.chat;

/** Why an answer ended. */
public enum FinishReason {
    /** The model was done. */
    STOP,
    /** One of the request's stop texts came up. */
    STOP_SEQUENCE,
    /** The request's or the model's limit of output tokens. */
    MAX_TOKENS,
    /** The model's context is full. */
    CONTEXT_WINDOW,
    /** The model waits for tools. */
    TOOL_CALLS,
    /** A safety filter or guardrail cut in. */
    CONTENT_FILTER,
    /** The model declined. */
    REFUSAL,
    /** The vendor interrupted a long turn; sent back as it is, the model goes on. */
    PAUSE,
    /** Something else, for example a call that the model could not put into words. */
    OTHER
}
