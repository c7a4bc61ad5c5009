package io.camelid.routes.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;

/**
 * Hands an exchange to a route by the id of the rule or backend that the route serves: what {@code
 * toD} would do, without an endpoint look-up per request. Thread-safe.
 */
final class Dispatcher {
    private final Map<String, AsyncProcessor> routes = new ConcurrentHashMap<>();

    void add(String id, AsyncProcessor entry) {
        routes.put(id, entry);
    }

    AsyncProcessor remove(String id) {
        return routes.remove(id);
    }

    boolean contains(String id) {
        return routes.containsKey(id);
    }

    boolean dispatch(String id, Exchange exchange, AsyncCallback callback) {
        AsyncProcessor entry = routes.get(id);
        if (entry != null) {
            return entry.process(exchange, callback);
        }
        Steps.exchange(exchange)
                .fail(LlmError.of(ErrorKind.UNAVAILABLE, "route_not_ready", "the route " + id + " is not ready"));
        callback.done(true);
        return true;
    }
}
