package io.camelid.telemetry.internal;

import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.GatewayExchange;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The access log: one JSON object a line for each exchange, never content, never a secret. */
@Component(service = ExchangeObserver.class, configurationPid = AccessLog.PID)
public final class AccessLog implements ExchangeObserver {
    static final String PID = "io.camelid.telemetry";

    /** The keys of {@value #PID}. */
    @interface Config {
        /** {@code on} or {@code off}. */
        String accessLog() default "on";

        /** Relative to {@code ${karaf.data}}. */
        String accessLogFile() default "log/access.log";

        /** MiB after which a new file is begun. */
        int accessLogMaxSize() default 64;

        /** How many full files are kept. */
        int accessLogMaxFiles() default 5;

        /** How many entries may wait to be written. */
        int accessLogQueue() default 8192;
    }

    private final PrometheusPage page;
    private final Optional<AccessLogWriter> writer;
    private final List<Collector> meters;

    @Activate
    public AccessLog(@Reference PrometheusPage page, Config config, BundleContext bundle) {
        this(
                page,
                open(
                        config,
                        Optional.ofNullable(bundle.getProperty("karaf.data")).orElse("")));
    }

    AccessLog(PrometheusPage page, Optional<AccessLogWriter> writer) {
        this.page = page;
        this.writer = writer;
        this.meters = writer.map(AccessLog::meters).orElse(List.of());
        meters.forEach(page.registry()::register);
    }

    @Deactivate
    void close() {
        writer.ifPresent(AccessLogWriter::close);
        meters.forEach(page.registry()::unregister);
    }

    @Override
    public void closed(GatewayExchange exchange) {
        if (writer.isPresent()) {
            writer.get().add(AccessEntry.of(exchange));
        }
    }

    static Optional<AccessLogWriter> open(Config config, String directory) {
        if (config.accessLog().equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        return Optional.of(new AccessLogWriter(
                Path.of(directory).resolve(config.accessLogFile()),
                Math.max(1, config.accessLogMaxSize()) * 1024L * 1024,
                Math.max(0, config.accessLogMaxFiles()),
                Math.max(1, config.accessLogQueue())));
    }

    private static List<Collector> meters(AccessLogWriter writer) {
        return List.of(
                CounterWithCallback.builder()
                        .name("camelid_access_log_entries_total")
                        .help("Entries written to the access log.")
                        .callback(counter -> counter.call(writer.written()))
                        .build(),
                CounterWithCallback.builder()
                        .name("camelid_access_log_dropped_total")
                        .help("Entries lost because the queue was full or the file could not be written.")
                        .callback(counter -> counter.call(writer.dropped()))
                        .build());
    }
}
