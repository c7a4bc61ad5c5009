package io.camelid.config.internal.backend;

import io.camelid.config.internal.read.Fields;

/** One of the languages in which a backend can be written: what its kind is called and how it reads. */
public sealed interface BackendDialect permits KgatewayDialect, AgentgatewayDialect {
    String group();

    String kind();

    /** What the condition {@code Accepted} says when all is well. */
    String acceptedMessage();

    /** The reason of the condition {@code Accepted} when it is not. */
    String refusedReason();

    /**
     * Reads {@code spec}. What is wrong with it is put down in its findings; the result is of no use
     * when they refuse the object.
     */
    BackendSpec read(Fields spec, Plugins plugins);
}
