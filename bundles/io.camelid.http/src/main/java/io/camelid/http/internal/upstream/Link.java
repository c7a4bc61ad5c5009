package io.camelid.http.internal.upstream;

import org.eclipse.jetty.io.Content;

/** What carries a call: an HTTP/1.1 connection or an h2 stream. Confined to its reactor's thread. */
interface Link {
    /** The next chunk of the answer's body, or null. At the end, or when it breaks off, the call is told first. */
    Content.Chunk read();

    /** Calls {@link PooledCall#available} once when {@link #read} has something, possibly at once. */
    void demand();

    /** Gives the call up; it is not told. */
    void abort();
}
