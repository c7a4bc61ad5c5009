package io.camelid.admin.internal.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.admin.internal.Admin;
import io.camelid.admin.internal.kube.Catalog;
import io.camelid.admin.internal.kube.FakeConfiguration;
import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Operation;
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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigEndpointTest {
    @Test
    void showsWhatWasCompiled() throws IOException {
        ObjectKey key = new ObjectKey("gateway.kgateway.dev", "Backend", "ai-system", "litellm-proxy");
        Backend backend =
                new Backend.Static(key, "backend/ai-system/litellm-proxy@1", List.of(Address.https("litellm.example")));
        RouteRule rule = new RouteRule(
                "rule/ai-system/litellm/0@1",
                new ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "ai-system", "litellm"),
                0,
                List.of(
                        new Filter.ReplaceFullPath("/v1"),
                        new Filter.RequestHeaders(
                                List.of(HeaderField.of("x-team", "search"), HeaderField.of("authorization", "abc")),
                                List.of(),
                                List.of("x-debug"))),
                List.of(new BackendRef(3, backend, List.of())),
                new Timeouts(Optional.of(Duration.ofSeconds(30)), Optional.empty()));
        FakeConfiguration configuration = new FakeConfiguration();
        configuration.compiled(new RoutingSnapshot(
                7,
                List.of(new Listener(
                        new ObjectKey("gateway.networking.k8s.io", "Gateway", "ai-system", "agentgateway"),
                        "http",
                        8080,
                        Optional.empty(),
                        List.of())),
                head -> Optional.empty(),
                Map.of(rule.id(), rule),
                Map.of(key, backend)));

        try (Admin admin = new Admin(new ConfigEndpoint(new Catalog(configuration)))) {
            assertEquals(
                    new ObjectMapper()
                            .readTree(
                                    """
                                    {"version": 7,
                                     "listeners": [
                                       {"gateway": "ai-system/agentgateway", "name": "http", "port": 8080, "certificates": []}],
                                     "rules": [
                                       {"id": "rule/ai-system/litellm/0@1", "route": "ai-system/litellm", "index": 0,
                                        "filters": [
                                          {"type": "ReplaceFullPath", "path": "/v1"},
                                          {"type": "RequestHeaderModifier",
                                           "set": [{"name": "x-team", "value": "search"},
                                                   {"name": "authorization", "value": "***"}],
                                           "add": [], "remove": ["x-debug"]}],
                                        "backendRefs": [
                                          {"backend": "backend/ai-system/litellm-proxy@1", "weight": 3, "filters": []}],
                                        "timeouts": {"request": "PT30S"}}],
                                     "backends": [
                                       {"id": "backend/ai-system/litellm-proxy@1", "kind": "Backend",
                                        "name": "ai-system/litellm-proxy", "type": "static",
                                        "addresses": ["https://litellm.example"], "timeouts": {}}],
                                     "problems": [
                                       {"severity": "warning", "object": "", "origin": "all.yaml:3", "message": "odd"}]}
                                    """),
                    new ObjectMapper().readTree(admin.get("/debug/config").body()));
        }
    }

    /** What a provider declares to be no secret is shown, even where its name sounds like one. */
    @Test
    void showsSettingsAsTheyAreDeclared() throws IOException {
        ProviderDescription provider = new ProviderDescription(
                "toy",
                "Toy",
                "toy",
                List.of("toy"),
                List.of(
                        Setting.text("tokensPerSecond", "Pace."),
                        Setting.text("credentialMode", "How."),
                        Setting.text("tokenAlphabet", "Which."),
                        Setting.structure("details", "More."),
                        new Setting("hush", List.of(), Setting.Type.TEXT, false, true, Optional.empty(), "Secret.")));
        Settings settings = new Settings(Map.of(
                "tokensPerSecond", 40L,
                "credentialMode", "none",
                "tokenAlphabet", "latin",
                "hush", "quiet",
                "password", "undeclared",
                "details", Map.of("password", "inside", "region", "eu")));
        TargetConfig config = new TargetConfig("one", Optional.empty(), settings, Auth.DEFAULT, EndpointOverride.NONE);
        LlmTarget target = new LlmTarget("target/ns/b/one@1", config, provider, new SilentTarget(), List.of());
        ObjectKey key = new ObjectKey("gateway.kgateway.dev", "Backend", "ns", "b");
        Backend backend = new Backend.Llm(key, "backend/ns/b@1", List.of(new TargetGroup(List.of(target))), Map.of());
        FakeConfiguration configuration = new FakeConfiguration();
        configuration.compiled(
                new RoutingSnapshot(1, List.of(), head -> Optional.empty(), Map.of(), Map.of(key, backend)));

        try (Admin admin = new Admin(new ConfigEndpoint(new Catalog(configuration)))) {
            assertEquals(
                    new ObjectMapper()
                            .readTree(
                                    """
                                    {"tokensPerSecond": 40, "credentialMode": "none", "tokenAlphabet": "latin",
                                     "hush": "***", "password": "***",
                                     "details": {"password": "***", "region": "eu"}}
                                    """),
                    new ObjectMapper()
                            .readTree(admin.get("/debug/config").body())
                            .at("/backends/0/groups/0/0/settings"));
        }
    }

    @Test
    void showsWhatHoldsForTries() throws IOException {
        Timeouts timeouts = new Timeouts(
                Optional.empty(),
                Optional.of(Duration.ofSeconds(30)),
                Optional.of(Duration.ofSeconds(1)),
                Optional.of(Duration.ofSeconds(10)),
                Optional.of(Duration.ofSeconds(20)),
                Optional.of(Duration.ofMillis(500)));
        LlmTarget target = new LlmTarget(
                "target/ns/b/one@1",
                new TargetConfig("one", Optional.empty(), Settings.NONE, Auth.DEFAULT, EndpointOverride.NONE),
                new ProviderDescription("toy", "Toy", "toy", List.of("toy"), List.of()),
                new SilentTarget(),
                List.of(),
                timeouts,
                new HealthPolicy(
                        Optional.empty(),
                        Set.of(401),
                        Optional.of(Duration.ofSeconds(9)),
                        Optional.of(3),
                        Optional.of(50),
                        Optional.of(80)));
        ObjectKey key = new ObjectKey("gateway.kgateway.dev", "Backend", "ns", "b");
        Backend backend = new Backend.Llm(
                key,
                "backend/ns/b@1",
                List.of(new TargetGroup(List.of(target))),
                Map.of(),
                Timeouts.DEFAULT,
                new Balancing(
                        Balancing.Scheme.WEIGHTED,
                        Map.of("one", 2),
                        Optional.of(new Balancing.Affinity.Cookie("sid"))));
        FakeConfiguration configuration = new FakeConfiguration();
        configuration.compiled(
                new RoutingSnapshot(1, List.of(), head -> Optional.empty(), Map.of(), Map.of(key, backend)));

        try (Admin admin = new Admin(new ConfigEndpoint(new Catalog(configuration)))) {
            JsonNode shown = new ObjectMapper()
                    .readTree(admin.get("/debug/config").body())
                    .at("/backends/0");
            assertEquals(
                    new ObjectMapper()
                            .readTree(
                                    """
                                    {"scheme": "WEIGHTED", "weights": {"one": 2}, "affinity": "cookie: sid"}"""),
                    shown.at("/balancing"));
            assertEquals(
                    new ObjectMapper()
                            .readTree(
                                    """
                                    {"backendRequest": "PT30S", "connect": "PT1S", "firstContent": "PT10S", "idle": "PT20S",
                                     "hedgeAfter": "PT0.5S"}"""),
                    shown.at("/groups/0/0/timeouts"));
            assertEquals(
                    new ObjectMapper()
                            .readTree(
                                    """
                                    {"failureStatuses": [401], "eviction": "PT9S", "consecutiveFailures": 3,
                                     "healthThreshold": 50, "restoreHealth": 80}"""),
                    shown.at("/groups/0/0/health"));
        }
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
