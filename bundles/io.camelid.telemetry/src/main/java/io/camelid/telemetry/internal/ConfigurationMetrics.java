package io.camelid.telemetry.internal;

import io.camelid.config.Configuration;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.Collector;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The configuration in force, and what it is in force of. */
@Component(
        service = {},
        immediate = true,
        configurationPolicy = ConfigurationPolicy.IGNORE)
public final class ConfigurationMetrics {
    private final PrometheusPage page;
    private final Configuration configuration;
    private final List<Collector> meters;

    @Activate
    public ConfigurationMetrics(
            @Reference PrometheusPage page, @Reference Configuration configuration, BundleContext bundle) {
        this(page, configuration, bundle.getBundle().getVersion().toString());
    }

    ConfigurationMetrics(PrometheusPage page, Configuration configuration, String version) {
        this.page = page;
        this.configuration = configuration;
        Info build = Info.builder()
                .name("camelid_build_info")
                .help("The product.")
                .labelNames("version")
                .build();
        build.setLabelValues(version);
        meters = List.of(
                build,
                gauge("camelid_configuration_snapshot_version", "Configurations that came into force in this process.")
                        .callback(gauge ->
                                gauge.call(configuration.current().snapshot().version()))
                        .build(),
                gauge("camelid_configuration_ready", "1 when every source has delivered and is served, else 0.")
                        .callback(gauge -> gauge.call(configuration.isReady() ? 1 : 0))
                        .build(),
                gauge("camelid_configuration_problems", "Things in the configuration to be mended.")
                        .labelNames("severity")
                        .callback(this::problems)
                        .build(),
                gauge("camelid_configuration_objects", "Objects that count.")
                        .labelNames("kind")
                        .callback(this::objects)
                        .build());
        meters.forEach(page.registry()::register);
    }

    @Deactivate
    void close() {
        meters.forEach(page.registry()::unregister);
    }

    private void problems(GaugeWithCallback.Callback gauge) {
        Map<Problem.Severity, Long> counts = configuration.current().problems().stream()
                .collect(Collectors.groupingBy(Problem::severity, Collectors.counting()));
        for (Problem.Severity severity : Problem.Severity.values()) {
            gauge.call(counts.getOrDefault(severity, 0L), severity.name().toLowerCase(Locale.ROOT));
        }
    }

    private void objects(GaugeWithCallback.Callback gauge) {
        configuration.current().objects().keySet().stream()
                .collect(Collectors.groupingBy(ObjectKey::kind, Collectors.counting()))
                .forEach((kind, count) -> gauge.call(count, kind));
    }

    private static GaugeWithCallback.Builder gauge(String name, String help) {
        return GaugeWithCallback.builder().name(name).help(help);
    }
}
