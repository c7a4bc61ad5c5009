package io.camelid.admin.internal.http;

/** What an answer that grows is made of. Asked by one thread at a time. */
@FunctionalInterface
public interface EventSource {
    /** What has come since the last call; empty when nothing has. */
    byte[] next();
}
