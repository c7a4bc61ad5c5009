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

    /**
     * @param limit of one body after decoding, in bytes
     * @param budget of all
     */
    RequestBodies(int limit, BodyBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /** Reads the body of an exchange that needs it; true when that is done already. */
    boolean read(Exchange camel, AsyncCallback callback) {
        GatewayExchange exchange = (GatewayExchange) camel.getMessage().getBody();
        if (!exchange.readsBody()) {
            callback.done(true);
            return true;
        }
        WireExchange wire = (WireExchange) exchange.request();
        BodyHold hold = new BodyHold(budget);
        wire.holds(hold);
        BodyReader reader = new BodyReader(wire.jettyRequest(), limit, hold, new BodyReader.Receiver() {
            @Override
            public void body(ByteBuffer body) {
                exchange.body(body);
            }

            @Override
            public void refused(LlmError error) {
                exchange.fail(error);
            }

            @Override
            public void left(Throwable cause) {
                exchange.clientLeft();
                wire.broken(cause);
            }
        });
        boolean done = reader.read(() -> callback.done(false));
        if (done) {
            callback.done(true);
        }
        return done;
    }
}
