package io.camelid.telemetry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.TargetState.Phase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusPageTest {
    private final PrometheusPage page = new PrometheusPage();

    @ParameterizedTest
    @ValueSource(strings = {"", "*/*", "text/plain", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text/html"})
    void speaksPrometheusText(String accept) throws IOException {
        assertEquals("text/plain; version=0.0.4; charset=utf-8", page.contentType(accept));
        assertFalse(text(accept).contains("# EOF"));
    }

    @Test
    void speaksOpenMetrics() throws IOException {
        String accept = "application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5";

        assertEquals("application/openmetrics-text; version=1.0.0; charset=utf-8", page.contentType(accept));
        assertTrue(text(accept).endsWith("# EOF\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jvm_memory_used_bytes{area=\"heap\"}",
                "jvm_memory_max_bytes{area=\"heap\"}",
                "jvm_threads_current ",
                "jvm_gc_collection_seconds_count{gc=",
                "process_start_time_seconds ",
                "process_cpu_seconds_total ",
                "camelid_uptime_seconds ",
                "jvm_runtime_info{"
            })
    void showsTheVirtualMachine(String start) throws IOException {
        assertTrue(text("").lines().anyMatch(line -> line.startsWith(start.strip())), start);
    }

    @Test
    void showsTheConfiguration() throws IOException {
        ConfigurationMetrics metrics = new ConfigurationMetrics(page, new FakeConfiguration(), "0.1.0");

        assertHas(
                "camelid_build_info{version=\"0.1.0\"} 1",
                "camelid_configuration_snapshot_version 7.0",
                "camelid_configuration_ready 1.0",
                "camelid_configuration_problems{severity=\"error\"} 1.0",
                "camelid_configuration_problems{severity=\"warning\"} 0.0",
                "camelid_configuration_objects{kind=\"Backend\"} 1.0");

        metrics.close();
        assertFalse(text("").contains("camelid_configuration"));
    }

    @Test
    void showsTargets() throws IOException {
        ObjectKey backend = new ObjectKey("gateway.kgateway.dev", "Backend", "ai-system", "llm-failover");
        TargetMetrics metrics = new TargetMetrics(page, new TargetRegistry() {
            @Override
            public List<TargetState> targets() {
                return List.of(
                        new TargetState(
                                "a",
                                backend,
                                "first",
                                "openai",
                                0,
                                Phase.EVICTED,
                                0.7,
                                Optional.of(Duration.ofMillis(250)),
                                3,
                                10,
                                2,
                                1,
                                Optional.of(Duration.ofSeconds(3)),
                                Optional.of("429")),
                        new TargetState(
                                "b",
                                backend,
                                "second",
                                "anthropic",
                                1,
                                Phase.HEALTHY,
                                1,
                                Optional.empty(),
                                0,
                                5,
                                0,
                                0,
                                Optional.empty(),
                                Optional.empty()));
            }

            @Override
            public boolean reset(String targetId) {
                return false;
            }
        });
        String labels =
                "{backend=\"ai-system/llm-failover\",backend_kind=\"Backend\",group=\"%s\",%sprovider=\"%s\",target=\"%s\"}";
        String state =
                "{backend=\"ai-system/llm-failover\",backend_kind=\"Backend\",group=\"%s\",provider=\"%s\",state=\"%s\",target=\"%s\"}";
        String first = labels.formatted("0", "", "openai", "first");
        String second = labels.formatted("1", "", "anthropic", "second");

        assertHas(
                "camelid_target_evicted" + first + " 1.0",
                "camelid_target_evicted" + second + " 0.0",
                "camelid_target_in_flight" + first + " 3.0",
                "camelid_target_health" + first + " 0.7",
                "camelid_target_latency_seconds" + first + " 0.25",
                "camelid_target_evictions_total" + first + " 1.0",
                "camelid_target_state" + state.formatted("0", "openai", "evicted", "first") + " 1.0",
                "camelid_target_state" + state.formatted("0", "openai", "half_open", "first") + " 0.0",
                "camelid_target_state" + state.formatted("1", "anthropic", "healthy", "second") + " 1.0",
                "camelid_target_attempts_total" + labels.formatted("0", "outcome=\"success\",", "openai", "first")
                        + " 10.0",
                "camelid_target_attempts_total" + labels.formatted("0", "outcome=\"failure\",", "openai", "first")
                        + " 2.0");

        metrics.close();
        assertFalse(text("").contains("camelid_target"));
    }

    private void assertHas(String... lines) throws IOException {
        List<String> all = text("").lines().toList();
        for (String line : lines) {
            assertTrue(all.contains(line), () -> line + " in " + all);
        }
    }

    private String text(String accept) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.write(accept, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static final class FakeConfiguration implements Configuration {
        @Override
        public Compilation current() {
            ObjectKey key = new ObjectKey("gateway.kgateway.dev", "Backend", "ai-system", "openai");
            Origin origin = new Origin("directory", "a.yaml", 1);
            return new Compilation(
                    new RoutingSnapshot(7, List.of(), head -> Optional.empty(), Map.of(), Map.of()),
                    Map.of(key, new KubernetesObject(key, "v1", Map.of(), 1, Optional.empty(), origin)),
                    Map.of(),
                    List.of(new Problem(Problem.Severity.ERROR, Optional.of(key), origin, "wrong")));
        }

        @Override
        public SnapshotLease lease() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void recompile() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reportListener(ObjectKey gateway, String listener, String failure) {
            throw new UnsupportedOperationException();
        }
    }
}
