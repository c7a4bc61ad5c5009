package io.camelid.routes.internal;

import io.camelid.camel.EmbeddedCamelContext;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Endpoint;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.RouteService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Camel context whose routes come and go by the thousand. Camel itself, to remove one route, lists
 * the endpoints of all others to find those that nobody else uses, and waits on a thread of its own for
 * exchanges to end: five milliseconds among a thousand routes. Here the uses are counted, and nothing is
 * waited for, because whoever removes a route knows that its last exchange has ended. Camel also removes
 * each route that it is about to add, which cost the same even though there is none.
 *
 * <p>Routes are added and removed on one thread at a time.
 */
final class GatewayContext extends EmbeddedCamelContext {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayContext.class);

    private final Map<Endpoint, Integer> uses = new HashMap<>();

    GatewayContext() {
        super("camelid", Duration.ofSeconds(1));
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

    @Override
    public boolean removeRoute(String id) throws Exception {
        return getRouteServices().containsKey(id) && super.removeRoute(id);
    }

    /** Removes routes that no exchange is in, with the endpoints that no other route uses. */
    void discard(Set<String> ids) {
        getLock().lock();
        try {
            ids.forEach(this::stop);
            // Both are lists: one pass for all that go.
            getCamelContextExtension()
                    .getRouteStartupOrder()
                    .removeIf(order -> ids.contains(order.getRoute().getId()));
            getRouteDefinitions().removeIf(route -> ids.contains(route.getRouteId()));
        } finally {
            getLock().unlock();
        }
    }

    private void stop(String id) {
        try {
            RouteService service = getRouteServices().remove(id);
            Set<Endpoint> endpoints = service.gatherEndpoints();
            service.setRemovingRoutes(true);
            shutdownRouteService(service, LoggingLevel.DEBUG);
            for (Endpoint endpoint : endpoints) {
                if (uses.merge(endpoint, -1, Integer::sum) == 0) {
                    uses.remove(endpoint);
                    removeEndpoint(endpoint);
                }
            }
        } catch (Exception e) {
            LOG.warn("cannot stop the route {}", id, e);
        }
    }
}
