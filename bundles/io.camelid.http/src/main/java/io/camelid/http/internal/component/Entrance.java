package io.camelid.http.internal.component;

import io.camelid.gateway.GatewayExchange;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where exchanges enter the Camel routes, as long as these run. Thread-safe. */
final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    /** What is said while there is no way in. */
    static final LlmError CLOSED =
            LlmError.of(ErrorKind.UNAVAILABLE, "not_ready", "the gateway is starting or stopping; try again");

    private record Route(DefaultConsumer consumer, AsyncProcessor processor) {}

    private volatile Route route;

    void open(DefaultConsumer consumer, AsyncProcessor processor) {
        route = new Route(consumer, processor);
    }

    void close() {
        route = null;
    }

    boolean isOpen() {
        return route != null;
    }

    /**
     * Takes an exchange in.
     *
     * @param afterwards runs when it has been through, whatever became of it
     */
    void enter(GatewayExchange exchange, Runnable afterwards) {
        Route current = route;
        if (current == null) {
            exchange.fail(CLOSED);
            afterwards.run();
            return;
        }
        Exchange camel = current.consumer().createExchange(false);
        camel.getMessage().setBody(exchange);
        current.processor().process(camel, doneSync -> {
            Exception failure = camel.getException();
            if (failure != null) {
                LOG.error("a route failed", failure);
                exchange.fail(LlmError.of(ErrorKind.CONFIGURATION, "internal", "the gateway failed"));
            }
            current.consumer().releaseExchange(camel, false);
            afterwards.run();
        });
    }
}
