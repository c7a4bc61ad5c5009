package io.camelid.admin.internal.health;

import io.camelid.admin.internal.http.Endpoint;
import io.camelid.admin.internal.http.Query;
import io.camelid.admin.internal.http.Reply;
import io.camelid.config.Configuration;
import io.camelid.gateway.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Whether the process lives, and whether it should be sent traffic: that is, from when the first configuration is served
 * until something, such as a drain, objects.
 */
@Component
public final class HealthEndpoint implements Endpoint {
    private static final String LIVE = "/healthz/live";
    private static final String READY = "/healthz/ready";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Configuration configuration;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Readiness> gates = List.of();

    public HealthEndpoint() {}

    HealthEndpoint(Configuration configuration, List<Readiness> gates) {
        this.configuration = configuration;
        this.gates = gates;
    }

    @Override
    public Map<String, String> paths() {
        return Map.of(LIVE, "200 while the process answers", READY, "200 when traffic may come, else 503 and why not");
    }

    @Override
    public Reply answer(Query query) {
        return switch (query.path()) {
            case LIVE -> Reply.text(200, "ok");
            case READY ->
                unready()
                        .map(reason -> Reply.text(503, "not ready: " + reason))
                        .orElseGet(() -> Reply.text(200, "ready"));
            default -> Reply.text(404, "no such check");
        };
    }

    private Optional<String> unready() {
        Configuration present = configuration;
        if (present == null || !present.isReady()) {
            return Optional.of("the first configuration is not yet served");
        }
        return gates.stream().map(Readiness::unready).flatMap(Optional::stream).findFirst();
    }
}
