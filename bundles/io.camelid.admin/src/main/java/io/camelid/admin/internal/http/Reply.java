package io.camelid.admin.internal.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What the admin listener answers. */
public sealed interface Reply {
    /** A complete answer. */
    record Whole(int status, String contentType, byte[] body) implements Reply {}

    /**
     * An answer that grows while it is read.
     *
     * @param source what to send
     * @param heartbeat what to send now and then in between, which means nothing: it finds out that the client has gone
     * @param limit when to end
     */
    record Events(String contentType, EventSource source, String heartbeat, Duration limit) implements Reply {}

    /** Plain text. */
    static Reply text(int status, String text) {
        return new Whole(status, "text/plain;charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
