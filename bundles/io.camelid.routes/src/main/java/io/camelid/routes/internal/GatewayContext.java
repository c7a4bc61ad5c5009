package io.camelid.routes.internal;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.RouteService;

/**
 * A Camel context whose routes come and go by the thousand. Camel itself, to remove one route, lists
 * the endpoints of all others to find those that nobody else uses, and waits on a thread of its own for
 * exchanges to end: five milliseconds among a thousand routes. Here the uses are counted, and nothing is
 * waited for, because whoever removes a route knows that its last exchange has ended.
 *
 * <p>Routes are added and removed on one thread at a time.
 */
final class GatewayContext extends DefaultCamelContext {
    private final Map<Endpoint, Integer> uses = new HashMap<>();

    GatewayContext() {
        super(false);
    }

    /**
     * Adds routes.
     *
     * @param ids of the routes that the builder makes
     */
    void add(RouteBuilder routes, Collection<String> ids) throws Exception {
        addRoutes(routes);
        for (String id : ids) {
            getRouteServices().get(id).gatherEndpoints().forEach(endpoint -> uses.merge(endpoint, 1, Integer::sum));
        }
    }

    /** Removes a route that no exchange is in, with the endpoints that no other route uses. */
    void discard(String id) throws Exception {
        getLock().lock();
        try {
            RouteService service = getRouteServices().get(id);
            Set<Endpoint> endpoints = service.gatherEndpoints();
            service.setRemovingRoutes(true);
            shutdownRouteService(service, LoggingLevel.DEBUG);
            getRouteServices().remove(id);
            getCamelContextExtension()
                    .getRouteStartupOrder()
                    .removeIf(order -> order.getRoute().getId().equals(id));
            getRouteDefinitions().remove(getRouteDefinition(id));
            for (Endpoint endpoint : endpoints) {
                if (uses.merge(endpoint, -1, Integer::sum) == 0) {
                    uses.remove(endpoint);
                    removeEndpoint(endpoint);
                }
            }
        } finally {
            getLock().unlock();
        }
    }
}
