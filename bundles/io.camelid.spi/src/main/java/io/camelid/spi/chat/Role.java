package io.camelid.spi.chat;

/** Who speaks. Instructions are no turn: they are {@link ChatRequest#system()}. */
public enum Role {
    /** The caller: what people say, and what tools answered. */
    USER,
    /** The model. */
    ASSISTANT
}
