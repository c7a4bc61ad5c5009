package io.camelid.telemetry.internal;

import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The health of targets. A component of its own, because the gateway, which knows it, refers to the observer of
 * exchanges.
 */
@Component(
        service = {},
        immediate = true,
        configurationPolicy = ConfigurationPolicy.IGNORE)
public final class TargetMetrics {
    private static final String[] LABELS = {"backend_kind", "backend", "target", "provider", "group"};

    private final PrometheusPage page;
    private final List<Collector> meters;

    @Activate
    public TargetMetrics(@Reference PrometheusPage page, @Reference TargetRegistry targets) {
        this.page = page;
        meters = List.of(
                GaugeWithCallback.builder()
                        .name("camelid_target_evicted")
                        .help("1 while a target is passed over for its failures, else 0.")
                        .labelNames(LABELS)
                        .callback(gauge -> {
                            for (TargetState target : targets.targets()) {
                                gauge.call(target.evictedFor().isPresent() ? 1 : 0, labels(target));
                            }
                        })
                        .build(),
                GaugeWithCallback.builder()
                        .name("camelid_target_in_flight")
                        .help("Tries under way at a target.")
                        .labelNames(LABELS)
                        .callback(gauge -> {
                            for (TargetState target : targets.targets()) {
                                gauge.call(target.inFlight(), labels(target));
                            }
                        })
                        .build(),
                CounterWithCallback.builder()
                        .name("camelid_target_attempts_total")
                        .help("Tries at a target that have ended.")
                        .labelNames("backend_kind", "backend", "target", "provider", "group", "outcome")
                        .callback(counter -> {
                            for (TargetState target : targets.targets()) {
                                counter.call(target.succeeded(), labels(target, "success"));
                                counter.call(target.failed(), labels(target, "failure"));
                            }
                        })
                        .build());
        meters.forEach(page.registry()::register);
    }

    @Deactivate
    void close() {
        meters.forEach(page.registry()::unregister);
    }

    private static String[] labels(TargetState target, String... further) {
        return Stream.concat(
                        Stream.of(
                                target.backend().kind(),
                                target.backend().qualifiedName(),
                                target.name(),
                                target.provider(),
                                Integer.toString(target.group())),
                        Stream.of(further))
                .toArray(String[]::new);
    }
}
