package io.camelid.routes.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.gateway.GatewayExchange;
import io.camelid.spi.LlmException;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

/** The gateway's decisions as steps of Camel routes. The message body is the {@link GatewayExchange}. */
final class Steps {
    private Steps() {}

    static GatewayExchange exchange(Exchange exchange) {
        return (GatewayExchange) exchange.getMessage().getBody();
    }

    /** Finds the rule and goes on in its route. */
    static final class Match extends AsyncProcessorSupport {
        private final Dispatcher dispatcher;

        Match(Dispatcher dispatcher) {
            this.dispatcher = dispatcher;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            GatewayExchange request = exchange(exchange);
            try {
                return dispatcher.dispatch(request.route().id(), exchange, callback);
            } catch (LlmException e) {
                request.fail(e.error());
                callback.done(true);
                return true;
            }
        }
    }

    /** Applies the rule's filters, chooses a backend and goes on in its route. */
    static final class Direct extends AsyncProcessorSupport {
        private final Dispatcher dispatcher;

        Direct(Dispatcher dispatcher) {
            this.dispatcher = dispatcher;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            GatewayExchange request = exchange(exchange);
            try {
                Optional<Backend> backend = request.direct();
                if (backend.isPresent()) {
                    return dispatcher.dispatch(backend.get().id(), exchange, callback);
                }
            } catch (LlmException e) {
                request.fail(e.error());
            }
            callback.done(true);
            return true;
        }
    }

    /** Reads what is asked for. */
    static final class Plan extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            GatewayExchange request = exchange(exchange);
            try {
                if (request.error().isEmpty()) {
                    request.plan();
                }
            } catch (LlmException e) {
                request.fail(e.error());
            }
            callback.done(true);
            return true;
        }
    }
}
