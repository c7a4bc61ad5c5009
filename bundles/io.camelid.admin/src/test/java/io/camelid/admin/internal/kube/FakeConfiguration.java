package io.camelid.admin.internal.kube;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A configuration that a test fills as it likes. */
public final class FakeConfiguration implements Configuration {
    public static final Instant CREATED = Instant.parse("2026-11-01T12:00:00Z");

    private final Map<ObjectKey, KubernetesObject> objects = new TreeMap<>();
    private final Map<ObjectKey, ObjectStatus> statuses = new TreeMap<>();
    private RoutingSnapshot snapshot = new RoutingSnapshot(1, List.of(), head -> Optional.empty(), Map.of(), Map.of());
    private volatile Compilation current;
    public volatile boolean ready = true;

    public FakeConfiguration() {
        publish();
    }

    /** The objects of a resource, with the status that a good configuration has. */
    public static FakeConfiguration of(String resource) {
        FakeConfiguration configuration = new FakeConfiguration();
        try (InputStream in = FakeConfiguration.class.getResourceAsStream("/" + resource)) {
            MappingIterator<Map<String, Object>> documents =
                    new YAMLMapper().readerFor(Map.class).readValues(in);
            while (documents.hasNext()) {
                configuration.put(documents.next());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return configuration;
    }

    public ObjectKey put(Map<String, Object> content) {
        return put(content, condition(content));
    }

    public ObjectKey put(Map<String, Object> content, Map<String, Object> status) {
        Map<?, ?> metadata = (Map<?, ?>) content.get("metadata");
        String apiVersion = (String) content.get("apiVersion");
        Object namespace = metadata.get("namespace");
        ObjectKey key = new ObjectKey(
                apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "",
                (String) content.get("kind"),
                namespace == null ? "" : (String) namespace,
                (String) metadata.get("name"));
        objects.put(
                key,
                new KubernetesObject(
                        key, apiVersion, content, 1, Optional.of(CREATED), new Origin("directory", "all.yaml", 1)));
        statuses.put(key, new ObjectStatus(key, List.of(), status));
        publish();
        return key;
    }

    public void remove(ObjectKey key) {
        objects.remove(key);
        statuses.remove(key);
        publish();
    }

    public void compiled(RoutingSnapshot compiled) {
        snapshot = compiled;
        publish();
    }

    public Collection<KubernetesObject> objects() {
        return objects.values();
    }

    private void publish() {
        current = new Compilation(
                snapshot,
                Map.copyOf(objects),
                Map.copyOf(statuses),
                List.of(new Problem(
                        Problem.Severity.WARNING, Optional.empty(), new Origin("directory", "all.yaml", 3), "odd")));
    }

    private static Map<String, Object> condition(Map<String, Object> content) {
        Map<String, Object> accepted = Map.of(
                "type", "Accepted",
                "status", "True",
                "reason", "Accepted",
                "message", "Backend accepted",
                "observedGeneration", 1,
                "lastTransitionTime", "2026-11-01T12:00:00Z");
        return switch ((String) content.get("kind")) {
            case "Backend", "AgentgatewayBackend", "GatewayClass" -> Map.of("conditions", List.of(accepted));
            case "Gateway" ->
                Map.of(
                        "addresses", List.of(Map.of("type", "IPAddress", "value", "127.0.0.1")),
                        "conditions", List.of(accepted, Map.of("type", "Programmed", "status", "True")),
                        "listeners", List.of(Map.of("name", "http", "attachedRoutes", 1)));
            default -> Map.of();
        };
    }

    @Override
    public Compilation current() {
        return current;
    }

    @Override
    public SnapshotLease lease() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isReady() {
        return ready;
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
