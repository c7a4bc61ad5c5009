package io.camelid.itests.translation;

import java.util.Locale;

/** What is translated. */
enum Kind {
    /** From a client to a provider. */
    REQUEST,
    /** A whole answer, from a provider to a client. */
    RESPONSE,
    /** A streamed answer, from a provider to a client. */
    STREAM,
    /** What a provider says when it refuses, to a client. */
    ERROR;

    /** The first part of the names of golden files. */
    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The last part of them. */
    String fileEnding(Dialect dialect) {
        if (this != STREAM) {
            return ".json";
        }
        return dialect.isBinary() ? ".events" : ".sse";
    }
}
