package io.camelid.telemetry.internal;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.core.metrics.SummaryWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Quantiles;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The Java virtual machine, under the names that Prometheus' own Java client gives these meters. */
final class JvmMeters {
    private JvmMeters() {}

    static void register(PrometheusRegistry registry) {
        memory(registry);
        threads(registry);
        garbageCollection(registry);
        process(registry);
    }

    private static void memory(PrometheusRegistry registry) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        areaGauge(registry, "jvm_memory_used_bytes", "Memory in use.", memory, MemoryUsage::getUsed);
        areaGauge(registry, "jvm_memory_committed_bytes", "Memory taken.", memory, MemoryUsage::getCommitted);
        areaGauge(
                registry,
                "jvm_memory_max_bytes",
                "Memory that may be taken; -1 is no limit.",
                memory,
                MemoryUsage::getMax);
    }

    private static void areaGauge(
            PrometheusRegistry registry, String name, String help, MemoryMXBean memory, ToBytes bytes) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("area")
                .callback(gauge -> {
                    gauge.call(bytes.of(memory.getHeapMemoryUsage()), "heap");
                    gauge.call(bytes.of(memory.getNonHeapMemoryUsage()), "nonheap");
                })
                .register(registry);
    }

    private static void threads(PrometheusRegistry registry) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        gauge(registry, "jvm_threads_current", "Threads alive.", threads::getThreadCount);
        gauge(registry, "jvm_threads_daemon", "Daemon threads alive.", threads::getDaemonThreadCount);
        gauge(registry, "jvm_threads_peak", "Most threads alive at one time.", threads::getPeakThreadCount);
    }

    private static void garbageCollection(PrometheusRegistry registry) {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        SummaryWithCallback.builder()
                .name("jvm_gc_collection_seconds")
                .help("Time spent collecting garbage.")
                .labelNames("gc")
                .callback(summary -> {
                    for (GarbageCollectorMXBean collector : collectors) {
                        summary.call(
                                collector.getCollectionCount(),
                                collector.getCollectionTime() / 1e3,
                                Quantiles.EMPTY,
                                collector.getName());
                    }
                })
                .register(registry);
    }

    private static void process(PrometheusRegistry registry) {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        gauge(
                registry,
                "process_start_time_seconds",
                "When the process began, in seconds since 1970.",
                () -> runtime.getStartTime() / 1e3);
        gauge(registry, "camelid_uptime_seconds", "Age of the process.", () -> runtime.getUptime() / 1e3);
        operatingSystem("ProcessCpuTime").ifPresent(nanos -> CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("CPU time used.")
                .callback(value -> value.call(nanos.getAsDouble() / 1e9))
                .register(registry));
        operatingSystem("OpenFileDescriptorCount")
                .ifPresent(count -> gauge(registry, "process_open_fds", "Open file descriptors.", count));
        Info.builder()
                .name("jvm_runtime_info")
                .help("The Java virtual machine.")
                .labelNames("version", "vendor", "runtime")
                .register(registry)
                .setLabelValues(runtime.getVmVersion(), runtime.getVmVendor(), runtime.getVmName());
    }

    /** An attribute that only some virtual machines have, and whose type is not in {@code java.*}. */
    private static Optional<DoubleSupplier> operatingSystem(String attribute) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
            server.getAttribute(name, attribute);
            return Optional.of(() -> {
                try {
                    return ((Number) server.getAttribute(name, attribute)).doubleValue();
                } catch (JMException e) {
                    return Double.NaN;
                }
            });
        } catch (JMException e) {
            return Optional.empty();
        }
    }

    private static void gauge(PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    private interface ToBytes {
        double of(MemoryUsage usage);
    }
}
