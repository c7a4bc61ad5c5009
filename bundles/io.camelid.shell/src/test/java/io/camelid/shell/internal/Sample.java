package io.camelid.shell.internal;

import io.camelid.config.Compilation;
import io.camelid.config.Condition;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RouteTable;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.UpstreamCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds configurations for tests. */
public final class Sample {
    /** What must never be printed. */
    public static final String SECRET = "sk-very-secret";

    public static final ObjectKey GATEWAY = new ObjectKey("gateway.networking.k8s.io", "Gateway", "ai", "main");

    public static final ProviderDescription OPENAI = new ProviderDescription(
            "openai",
            "OpenAI",
            "openai",
            List.of("openai"),
            List.of(
                    Setting.model(),
                    Setting.text("organization", "Whose account it is.")
                            .or("none")
                            .alias("org"),
                    new Setting("token", List.of(), Setting.Type.TEXT, true, true, Optional.empty(), "A token.")));

    private final List<Listener> listeners = new ArrayList<>();
    private final Map<String, RouteRule> rules = new LinkedHashMap<>();
    private final Map<ObjectKey, Backend> backends = new LinkedHashMap<>();
    private final Map<ObjectKey, KubernetesObject> objects = new TreeMap<>();
    private final Map<ObjectKey, ObjectStatus> statuses = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private RouteTable table = request -> Optional.empty();
    private long version = 1;

    public static ObjectKey backendKey(String name) {
        return new ObjectKey("gateway.kgateway.dev", "Backend", "ai", name);
    }

    public static ObjectKey routeKey(String name) {
        return new ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "ai", name);
    }

    /** A backend with two priorities, each with one OpenAI-type provider. */
    public static Backend.Llm llm(String name) {
        return new Backend.Llm(
                backendKey(name),
                "backend/ai/" + name + "@1",
                List.of(
                        new TargetGroup(List.of(target(name, "first", Optional.of("gpt-4o")))),
                        new TargetGroup(List.of(target(name, "second", Optional.empty())))),
                Map.of());
    }

    public static LlmTarget target(String backend, String name, Optional<String> model) {
        TargetConfig config = new TargetConfig(
                name,
                model,
                new Settings(Map.of("organization", "acme", "token", SECRET)),
                Auth.Key.of(SECRET),
                new EndpointOverride(
                        Optional.of(Address.plaintext("ollama", 11434)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        return new LlmTarget("target/ai/" + backend + "/" + name + "@1", config, OPENAI, new SilentTarget(), List.of());
    }

    public static Backend.Static fixed(String name) {
        return new Backend.Static(
                backendKey(name), "backend/ai/" + name + "@1", List.of(Address.plaintext("litellm", 4000)));
    }

    public static Backend.Unusable unusable(String name, String message) {
        return new Backend.Unusable(
                backendKey(name),
                "backend/ai/" + name + "@1",
                LlmError.of(ErrorKind.CONFIGURATION, "backend_not_ready", message));
    }

    public static RouteRule rule(String route, int index, List<Filter> filters, BackendRef... refs) {
        return new RouteRule(
                "rule/ai/" + route + "/" + index + "@1",
                routeKey(route),
                index,
                filters,
                List.of(refs),
                Timeouts.DEFAULT);
    }

    public static BackendRef to(Backend backend, int weight) {
        return new BackendRef(weight, backend, List.of());
    }

    public static Condition condition(String type, boolean status, String reason, String message) {
        return new Condition(type, status, reason, message, 1, Instant.EPOCH);
    }

    /** An object as a directory would deliver it. */
    public static KubernetesObject object(ObjectKey key, String location, int line, Map<String, Object> spec) {
        Map<String, Object> content = Map.of(
                "kind", key.kind(),
                "metadata", Map.of("namespace", key.namespace(), "name", key.name()),
                "spec", spec);
        return new KubernetesObject(
                key, key.group() + "/v1", content, 1, Optional.empty(), new Origin("directory", location, line));
    }

    public Sample listener(String name, int port, Optional<String> hostname) {
        listeners.add(new Listener(GATEWAY, name, port, hostname, List.of()));
        return this;
    }

    public Sample tlsListener(String name, int port) {
        listeners.add(new Listener(
                GATEWAY,
                name,
                port,
                Optional.empty(),
                List.of(new Listener.Certificate(
                        "chain",
                        Secret.of(SECRET),
                        List.of("a.test", "*.b.test"),
                        Instant.parse("2027-01-02T03:04:05Z")))));
        return this;
    }

    public Sample backend(Backend backend) {
        backends.put(backend.key(), backend);
        return this;
    }

    public Sample rule(RouteRule rule) {
        rules.put(rule.id(), rule);
        return this;
    }

    public Sample object(KubernetesObject object) {
        objects.put(object.key(), object);
        return this;
    }

    public Sample status(ObjectKey key, Map<String, Object> status, Condition... conditions) {
        statuses.put(key, new ObjectStatus(key, List.of(conditions), status));
        return this;
    }

    public Sample problem(Problem problem) {
        problems.add(problem);
        return this;
    }

    public Sample table(RouteTable newTable) {
        table = newTable;
        return this;
    }

    public Sample version(long newVersion) {
        version = newVersion;
        return this;
    }

    public Compilation build() {
        return new Compilation(
                new RoutingSnapshot(version, listeners, table, rules, backends), objects, statuses, problems);
    }

    private static final class SilentTarget implements ProviderTarget {
        @Override
        public List<FormatId> formats(Operation operation, String model) {
            return List.of();
        }

        @Override
        public UpstreamCall prepare(LlmCall call) {
            throw new UnsupportedOperationException();
        }
    }
}
