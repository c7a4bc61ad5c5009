package io.camelid.telemetry.internal;

import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.TargetState.Phase;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
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
    private final TargetRegistry targets;
    private final List<Collector> meters;

    @Activate
    public TargetMetrics(@Reference PrometheusPage page, @Reference TargetRegistry targets) {
        this.page = page;
        this.targets = targets;
        meters = List.of(
                gauge(
                        "evicted",
                        "1 while a target is passed over for its failures, else 0.",
                        target -> target.evictedFor().isPresent() ? 1 : 0),
                states(),
                gauge("health", "Health of a target, from 0, only failures of late, to 1.", TargetState::health),
                latency(),
                gauge("in_flight", "Tries under way at a target.", TargetState::inFlight),
                evictions(),
                attempts());
        meters.forEach(page.registry()::register);
    }

    @Deactivate
    void close() {
        meters.forEach(page.registry()::unregister);
    }

    private Collector gauge(String name, String help, ToDoubleFunction<TargetState> value) {
        return GaugeWithCallback.builder()
                .name("camelid_target_" + name)
                .help(help)
                .labelNames(LABELS)
                .callback(gauge ->
                        targets.targets().forEach(target -> gauge.call(value.applyAsDouble(target), labels(target))))
                .build();
    }

    private Collector states() {
        return GaugeWithCallback.builder()
                .name("camelid_target_state")
                .help("1 for the state that a target is in, 0 for the others.")
                .labelNames(with("state"))
                .callback(gauge -> {
                    for (TargetState target : targets.targets()) {
                        for (Phase phase : Phase.values()) {
                            gauge.call(
                                    target.phase() == phase ? 1 : 0,
                                    labels(target, phase.name().toLowerCase(Locale.ROOT)));
                        }
                    }
                })
                .build();
    }

    private Collector latency() {
        return GaugeWithCallback.builder()
                .name("camelid_target_latency_seconds")
                .help("Time to a target's first content, as it was of late; absent before there was any.")
                .labelNames(LABELS)
                .callback(gauge -> {
                    for (TargetState target : targets.targets()) {
                        target.latency().ifPresent(time -> gauge.call(time.toNanos() / 1e9, labels(target)));
                    }
                })
                .build();
    }

    private Collector evictions() {
        return CounterWithCallback.builder()
                .name("camelid_target_evictions_total")
                .help("How often a target was evicted.")
                .labelNames(LABELS)
                .callback(counter ->
                        targets.targets().forEach(target -> counter.call(target.evictions(), labels(target))))
                .build();
    }

    private Collector attempts() {
        return CounterWithCallback.builder()
                .name("camelid_target_attempts_total")
                .help("Tries at a target that have ended.")
                .labelNames(with("outcome"))
                .callback(counter -> {
                    for (TargetState target : targets.targets()) {
                        counter.call(target.succeeded(), labels(target, "success"));
                        counter.call(target.failed(), labels(target, "failure"));
                    }
                })
                .build();
    }

    private static String[] with(String further) {
        return Stream.concat(Stream.of(LABELS), Stream.of(further)).toArray(String[]::new);
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
