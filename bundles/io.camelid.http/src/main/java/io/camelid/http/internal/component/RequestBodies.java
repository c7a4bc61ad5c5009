package io.camelid.http.internal.component;

import io.camelid.gateway.GatewayExchange;
import io.camelid.spi.LlmError;
import java.nio.ByteBuffer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

/** Reads request bodies into their exchanges, within the limits of one body and of all together. */
final class RequestBodies {
    private final int limit;
    private final BodyBudget budget;
    private final Mirrors mirrors;

    /**
     * @param limit of one body after decoding, in bytes
     * @param budget of all
     * @param mirrors get the bodies of requests that are copied
     */
    RequestBodies(int limit, BodyBudget budget, Mirrors mirrors) {
        this.limit = limit;
        this.budget = budget;
        this.mirrors = mirrors;
    }

    /** Reads the body of an exchange that needs it; true when that is done already. */
    boolean read(Exchange camel, AsyncCallback callback) {
        GatewayExchange exchange = (GatewayExchange) camel.getMessage().getBody();
        if (!exchange.readsBody()) {
            callback.done(true);
            return true;
        }
        Caller caller = (Caller) exchange.request();
        boolean done = caller.read(limit, budget, receiver(exchange, caller), () -> callback.done(false));
        if (done) {
            callback.done(true);
        }
        return done;
    }

    private BodyReader.Receiver receiver(GatewayExchange exchange, Caller caller) {
        return new BodyReader.Receiver() {
            @Override
            public void body(ByteBuffer body) {
                exchange.body(body);
                mirrors.sendDecoded(exchange, caller, body);
            }

            @Override
            public void refused(LlmError error) {
                exchange.fail(error);
            }

            @Override
            public void left(Throwable cause) {
                exchange.clientLeft();
                caller.broken(cause);
            }
        };
    }
}
