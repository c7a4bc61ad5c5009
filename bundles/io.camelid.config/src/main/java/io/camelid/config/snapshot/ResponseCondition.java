package io.camelid.config.snapshot;

import io.camelid.spi.Headers;

/** An expression over an upstream's response. Equal texts are equal conditions. Thread-safe. */
public interface ResponseCondition {
    /** The expression as the manifest has it. */
    String text();

    /** Whether it holds; an expression that cannot be evaluated does not. */
    boolean holds(int status, Headers headers);
}
