package io.camelid.config.snapshot;

import io.camelid.spi.Headers;

/** What of a request decides where it goes. */
public interface RequestHead {
    /** The port of the listener that took the connection. */
    int listenerPort();

    /** The host that was asked for, without port; empty text when none was. */
    String host();

    String method();

    /** The path as sent, percent-encoded, without query. */
    String path();

    /** The query as sent, without {@code ?}; empty text when there is none. */
    String query();

    Headers headers();
}
