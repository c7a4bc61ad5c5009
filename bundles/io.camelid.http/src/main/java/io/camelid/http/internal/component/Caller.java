package io.camelid.http.internal.component;

import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ClientResponse;
import io.camelid.http.internal.reactor.Reactor;
import io.camelid.http.internal.relay.ResponseWriter;
import io.camelid.http.internal.upstream.UpstreamBody;
import org.eclipse.jetty.http.HttpFields;

/** Who asks, as the wire sees it: a client on its connection, or the copy of what one sent. Confined to its reactor. */
interface Caller extends ClientRequest, ClientResponse {
    /** The event loop on which the exchange takes place. */
    Reactor reactor();

    /** The header fields as they came. */
    HttpFields fields();

    /** Whether the message has a body, be it empty. */
    boolean hasBody();

    /** The body as it comes. */
    UpstreamBody body();

    /**
     * Reads the whole body, decoded.
     *
     * @param limit in bytes, after decoding
     * @param budget pays for what is kept until the exchange ends
     * @param callback runs when the receiver has been told, unless that was before this returned
     * @return whether the receiver has been told already
     */
    boolean read(int limit, BodyBudget budget, BodyReader.Receiver receiver, Runnable callback);

    /** A hold on memory that lasts until the exchange ends. */
    BodyHold hold(BodyBudget budget);

    /** Where the answer goes. */
    ResponseWriter answer();

    /** From now on, this is to be told when nobody waits for the answer any more, besides another that is not done. */
    void watch(UpstreamExchange exchange);

    /** The head of the answer has been decided, and perhaps not written yet. */
    void committed();

    /** Marks the answer as unfinished. */
    void broken(Throwable cause);
}
