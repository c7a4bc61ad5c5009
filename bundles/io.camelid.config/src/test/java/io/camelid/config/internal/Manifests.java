package io.camelid.config.internal;

import io.camelid.config.Condition;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Problem;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.backend.InstalledProvider;
import io.camelid.config.internal.backend.Plugins;
import io.camelid.config.internal.backend.TargetPool;
import io.camelid.config.internal.compile.Compiler;
import io.camelid.config.internal.compile.Inputs;
import io.camelid.config.internal.compile.Outcome;
import io.camelid.config.internal.gateway.ListenerReports;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.manifest.DocumentParser;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles manifests the way tests like it. */
public final class Manifests {
    private static final Fingerprint FINGERPRINT = new Fingerprint(new byte[] {1});
    private final Outcome outcome;
    private final RoutingSnapshot snapshot;

    private Manifests(Outcome outcome) {
        this.outcome = outcome;
        this.snapshot = outcome.snapshot(1);
    }

    public static Manifests compile(String yaml, FakeProvider... providers) {
        return compile(List.of(parse("test.yaml", yaml)), List.of(providers));
    }

    public static Manifests compile(List<SourceContent> sources, List<FakeProvider> providers) {
        return compile(sources, providers, Instant.parse("2026-01-01T00:00:00Z"));
    }

    public static Manifests compile(List<SourceContent> sources, List<FakeProvider> providers, Instant now) {
        List<InstalledProvider> installed = new ArrayList<>();
        providers.forEach(provider -> installed.add(provider.installed(installed.size() + 1)));
        Plugins plugins = new Plugins(installed, Set.of("Completions", "Embeddings"));
        Inputs inputs = new Inputs(sources, plugins, List.of(), ListenerReports.NONE, 8080);
        return new Manifests(new Compiler(FINGERPRINT).compile(inputs, new TargetPool().hold(), now));
    }

    public static SourceContent parse(String location, String yaml) {
        return new DocumentParser().parse("directory", location, yaml.getBytes(StandardCharsets.UTF_8));
    }

    public Outcome outcome() {
        return outcome;
    }

    public RoutingSnapshot snapshot() {
        return snapshot;
    }

    public ObjectStatus status(String kind, String namespace, String name) {
        return outcome.book().statuses().entrySet().stream()
                .filter(entry -> entry.getKey().kind().equals(kind)
                        && entry.getKey().namespace().equals(namespace)
                        && entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no status of " + kind + " " + namespace + "/" + name))
                .getValue();
    }

    public Condition condition(String kind, String namespace, String name, String type) {
        return status(kind, namespace, name).conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    public Backend backend(String namespace, String name) {
        return snapshot.backends().entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace)
                        && entry.getKey().name().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    public LlmTarget target(String namespace, String name) {
        return ((Backend.Llm) backend(namespace, name)).targets().get(0);
    }

    public List<String> problems() {
        return outcome.problems().stream().map(Problem::message).toList();
    }

    public Set<ObjectKey> objects() {
        return outcome.objects().keySet();
    }

    public Optional<RuleMatch> match(String host, String method, String path) {
        return snapshot.routes().match(request(8080, host, method, path, "", List.of()));
    }

    public static RequestHead request(
            int port, String host, String method, String path, String query, List<HeaderField> headers) {
        record Head(int listenerPort, String host, String method, String path, String query, Headers headers)
                implements RequestHead {}
        return new Head(port, host, method, path, query, Headers.of(headers));
    }
}
