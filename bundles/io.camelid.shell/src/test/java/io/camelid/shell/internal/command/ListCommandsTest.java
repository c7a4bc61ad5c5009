package io.camelid.shell.internal.command;

import static io.camelid.shell.internal.Sample.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.config.Compilation;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Filter;
import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.TargetState.Phase;
import io.camelid.shell.internal.FakeConfiguration;
import io.camelid.shell.internal.FakeProviders;
import io.camelid.shell.internal.InstalledProviders;
import io.camelid.shell.internal.LlmCommand;
import io.camelid.shell.internal.Run;
import io.camelid.shell.internal.Sample;
import io.camelid.spi.HeaderField;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ListCommandsTest {
    private static final Backend.Llm OPENAI = Sample.llm("openai");
    private static final Backend.Static LITELLM = Sample.fixed("litellm");

    private final FakeConfiguration configuration = new FakeConfiguration(compilation());

    private static Compilation compilation() {
        Map<String, Object> route = Map.of(
                "hostnames",
                List.of("chat.example.com"),
                "rules",
                List.of(
                        Map.of(
                                "matches",
                                List.of(Map.of(
                                        "path",
                                        Map.of("type", "PathPrefix", "value", "/openai"),
                                        "method",
                                        "POST",
                                        "headers",
                                        List.of(Map.of("name", "x-team", "value", "blue"))))),
                        Map.of()));
        return new Sample()
                .listener("http", 8080, Optional.empty())
                .tlsListener("https", 8443)
                .backend(OPENAI)
                .backend(LITELLM)
                .backend(Sample.unusable("broken", "Backend ai/broken names Secret ai/none, which is missing"))
                .rule(Sample.rule(
                        "split",
                        0,
                        List.of(
                                new Filter.ReplacePrefix("/"),
                                new Filter.RequestHeaders(
                                        List.of(HeaderField.of("Authorization", Sample.SECRET)),
                                        List.of(),
                                        List.of("x-debug"))),
                        to(OPENAI, 90),
                        to(LITELLM, 10)))
                .rule(Sample.rule("split", 1, List.of(), to(LITELLM, 1)))
                .object(Sample.object(Sample.routeKey("split"), "routes.yaml", 3, route))
                .object(Sample.object(Sample.routeKey("idle"), "routes.yaml", 30, Map.of()))
                .object(Sample.object(OPENAI.key(), "openai.yaml", 7, Map.of()))
                .status(OPENAI.key(), Map.of(), Sample.condition("Accepted", true, "Accepted", "fine"))
                .status(
                        Sample.routeKey("idle"),
                        Map.of(),
                        Sample.condition("Accepted", false, "NoMatchingParent", "no Gateway of that name"))
                .status(
                        Sample.GATEWAY,
                        Map.of(
                                "listeners",
                                List.of(
                                        Map.of(
                                                "name",
                                                "http",
                                                "attachedRoutes",
                                                1,
                                                "conditions",
                                                List.of(
                                                        Map.of("type", "Programmed", "status", "True"),
                                                        Map.of("type", "Conflicted", "status", "False"))),
                                        Map.of(
                                                "name",
                                                "grpc",
                                                "conditions",
                                                List.of(Map.of(
                                                        "type",
                                                        "Programmed",
                                                        "status",
                                                        "False",
                                                        "message",
                                                        "port 80 is taken"))))),
                        Sample.condition("Programmed", false, "Invalid", "port 80 is taken"))
                .problem(new Problem(
                        Severity.ERROR,
                        Optional.empty(),
                        new Origin("directory", "cut.yaml", 4),
                        "this is no YAML: unexpected end"))
                .build();
    }

    @Test
    void providersHaveIdsAndNameTheirBackends() throws Exception {
        ProviderListCommand command = new ProviderListCommand();
        command.providers = providers();
        command.configuration = configuration;

        JsonNode openai = json(command, "--json").get(0);

        assertEquals("openai", openai.path("id").asText());
        assertEquals("ai/openai", openai.path("backends").path(0).asText());
    }

    @Test
    void providerInfoDocumentsEverySetting() throws Exception {
        String out = Run.of(providerInfo(), "openai").out();

        assertTrue(out.contains("organization"), out);
        assertTrue(out.contains("Whose account it is."), out);
        JsonNode token =
                json(providerInfo(), "openai", "--json").get(0).path("settings").path(2);
        assertTrue(token.path("required").asBoolean());
        assertTrue(token.path("sensitive").asBoolean());
    }

    @Test
    void anUnknownProviderIsNamedWithThoseThereAre() throws Exception {
        assertEquals(
                "no provider is named opnai; known: openai",
                Run.of(providerInfo(), "opnai").failure());
    }

    @Test
    void backendsAreListedWithUpstreamsInOrderOfPriority() throws Exception {
        String out = Run.of(backendList(), "--no-format").out();

        assertEquals(
                List.of(
                        List.of(
                                "ai/broken",
                                "Backend",
                                "unusable",
                                "",
                                "Backend ai/broken names Secret ai/none, which is missing"),
                        List.of("ai/litellm", "Backend", "static", "litellm:4000", ""),
                        List.of("ai/openai", "Backend", "llm", "first (openai) > second (openai)", "Accepted")),
                cells(out));
        JsonNode openai = json(backendList(), "--json").get(2);
        assertEquals("ai", openai.path("namespace").asText());
        assertEquals("openai", openai.path("name").asText());
        assertEquals("gpt-4o", openai.at("/groups/0/0/model").asText());
        assertTrue(openai.path("good").asBoolean());
    }

    @Test
    void backendInfoShowsEverythingButSecrets() throws Exception {
        String out = Run.of(backendInfo(), "ai/openai").out();

        for (String fact : List.of(
                "openai.yaml:7",
                "ai/split#0",
                "gpt-4o",
                "ollama:11434",
                "organization=acme",
                "token=***",
                "evicted for 12 s")) {
            assertTrue(out.contains(fact), fact + " in\n" + out);
        }
        String json = Run.of(backendInfo(), "ai/openai", "--json").out();
        assertFalse((out + json).contains(Sample.SECRET), json);
    }

    @Test
    void anUnknownBackendIsNamedWithThoseThereAre() throws Exception {
        assertEquals(
                "no backend is named openai; known: ai/broken, ai/litellm, ai/openai",
                Run.of(backendInfo(), "openai").failure());
    }

    @Test
    void rulesAreListedWithMatchesFiltersAndWeights() throws Exception {
        List<List<String>> rows = cells(Run.of(routeList(), "--no-format").out());

        assertEquals(
                List.of(
                        List.of(
                                "ai/idle",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "Accepted=False (NoMatchingParent): no Gateway of that name"),
                        List.of(
                                "ai/split",
                                "0",
                                "chat.example.com",
                                "POST PathPrefix /openai, header x-team=blue",
                                "prefix to /, request headers =Authorization -x-debug",
                                "ai/openai (90), ai/litellm (10)",
                                ""),
                        List.of("ai/split", "1", "chat.example.com", "PathPrefix /", "", "ai/litellm", "")),
                rows);
        JsonNode split = json(routeList(), "--json").get(1);
        assertEquals("litellm", split.at("/backends/1/name").asText());
        assertEquals(10, split.at("/backends/1/weight").asInt());
    }

    @Test
    void gatewaysAreListedWithTheirListeners() throws Exception {
        GatewayListCommand command = new GatewayListCommand();
        command.configuration = configuration;

        List<List<String>> rows = cells(Run.of(command, "--no-format").out());

        assertEquals(
                List.of(
                        List.of("ai/main", "http", "8080", "*", "no", "1", "yes", ""),
                        List.of("ai/main", "https", "8443", "*", "a.test,*.b.test until 2027-01-02", "0", "no", ""),
                        List.of("ai/main", "grpc", "", "*", "no", "0", "no", "port 80 is taken")),
                rows);
        command = new GatewayListCommand();
        command.configuration = configuration;
        JsonNode gateways = json(command, "--json");
        assertEquals(1, gateways.size());
        assertEquals("main", gateways.at("/0/name").asText());
        assertEquals(1, gateways.at("/0/listeners/0/attachedRoutes").asInt());
        assertTrue(gateways.at("/0/listeners/0/programmed").asBoolean());
    }

    @Test
    void targetsAreListedWithTheirHealth() throws Exception {
        TargetListCommand command = new TargetListCommand();
        command.registry = new FakeRegistry();

        JsonNode targets = json(command, "--json");

        assertEquals("target/ai/openai/first@1", targets.at("/0/id").asText());
        assertEquals("openai", targets.at("/0/backend").asText());
        assertTrue(targets.at("/0/evicted").asBoolean());
        assertEquals("503", targets.at("/0/lastFailure").asText());
        assertFalse(targets.at("/1/evicted").asBoolean());
        assertEquals("evicted", targets.at("/0/state").asText());
        assertEquals("half-open", targets.at("/1/state").asText());
        assertEquals(0.7, targets.at("/0/health").asDouble());
        assertEquals(340, targets.at("/0/latencyMillis").asLong());
        assertEquals(2, targets.at("/0/evictions").asLong());
    }

    @Test
    void targetsAreResetByIdByBackendOrAll() throws Exception {
        assertEquals(Set.of("target/ai/openai/first@1"), reset("target/ai/openai/first@1"));
        assertEquals(Set.of("target/ai/openai/first@1", "target/ai/openai/second@1"), reset("ai/openai"));
        assertEquals(Set.of("target/ai/openai/first@1", "target/ai/openai/second@1"), reset("--all"));
    }

    @Test
    void resetInsistsOnKnowingWhich() throws Exception {
        assertEquals(
                "say which: a target's id, a backend's NS/NAME, or --all",
                Run.of(targetReset(new FakeRegistry())).failure());
        assertTrue(Run.of(targetReset(new FakeRegistry()), "ai/nothing")
                .failure()
                .startsWith("no target or backend is named ai/nothing; known: ai/openai, target/"));
    }

    @Test
    void configStatusCountsAndNamesWhatIsWrong() throws Exception {
        String out = Run.of(configStatus()).out();

        assertTrue(out.contains("Ready. Snapshot 1: 3 objects (directory 3), 1 good, 2 bad, 3 problems."), out);
        assertTrue(out.contains("cut.yaml:4"), out);
        assertTrue(out.contains("no Gateway of that name"), out);
        JsonNode status = json(configStatus(), "--json").get(0);
        assertEquals(3, status.at("/sources/directory").asInt());
        assertEquals("cut.yaml:4", status.at("/problems/0/origin").asText());
    }

    @Test
    void configStatusFailsOnlyWhenAskedToCheck() throws Exception {
        assertEquals("", Run.of(configStatus()).failure());
        assertEquals(
                "the configuration is not as it should be",
                Run.of(configStatus(), "--check").failure());
        configuration.become(new Sample().build());
        assertEquals("", Run.of(configStatus(), "--check").failure());
        configuration.ready = false;
        assertFalse(Run.of(configStatus(), "--check").failure().isEmpty());
    }

    @Test
    void configReloadWaitsForTheNewCompilation() throws Exception {
        ConfigReloadCommand command = new ConfigReloadCommand();
        command.configuration = configuration;
        configuration.recompilation = before -> new Sample().version(2).build();

        assertTrue(Run.of(command).out().startsWith("Ready. Snapshot 2: 0 objects"));
    }

    @Test
    void configReloadSaysWhenNothingComes() throws Exception {
        ConfigReloadCommand command = new ConfigReloadCommand();
        command.configuration = configuration;
        command.deadline = Duration.ZERO;

        assertEquals("nothing was compiled within 0 s", Run.of(command).failure());
    }

    private static InstalledProviders providers() {
        return FakeProviders.of(Sample.OPENAI);
    }

    private static ProviderInfoCommand providerInfo() {
        ProviderInfoCommand command = new ProviderInfoCommand();
        command.providers = providers();
        return command;
    }

    private BackendListCommand backendList() {
        BackendListCommand command = new BackendListCommand();
        command.configuration = configuration;
        return command;
    }

    private BackendInfoCommand backendInfo() {
        BackendInfoCommand command = new BackendInfoCommand();
        command.configuration = configuration;
        command.registry = new FakeRegistry();
        return command;
    }

    private RouteListCommand routeList() {
        RouteListCommand command = new RouteListCommand();
        command.configuration = configuration;
        return command;
    }

    private ConfigStatusCommand configStatus() {
        ConfigStatusCommand command = new ConfigStatusCommand();
        command.configuration = configuration;
        return command;
    }

    private static TargetResetCommand targetReset(TargetRegistry registry) {
        TargetResetCommand command = new TargetResetCommand();
        command.registry = registry;
        return command;
    }

    private static Set<String> reset(String word) throws Exception {
        FakeRegistry registry = new FakeRegistry();
        assertEquals("", Run.of(targetReset(registry), word).failure());
        return registry.reset;
    }

    private static JsonNode json(LlmCommand command, String... words) throws Exception {
        JsonNode array = new ObjectMapper().readTree(Run.of(command, words).out());
        assertTrue(array.isArray());
        return array;
    }

    private static List<List<String>> cells(String out) {
        return out.lines()
                .map(line -> List.of(line.split("\t", -1)).stream()
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static final class FakeRegistry implements TargetRegistry {
        private final Set<String> reset = new TreeSet<>();

        @Override
        public List<TargetState> targets() {
            return List.of(
                    state("first", 0, Optional.of(Duration.ofMillis(12_300)), Optional.of("503")),
                    state("second", 1, Optional.empty(), Optional.empty()));
        }

        private static TargetState state(
                String name, int group, Optional<Duration> evictedFor, Optional<String> lastFailure) {
            return new TargetState(
                    "target/ai/openai/" + name + "@1",
                    OPENAI.key(),
                    name,
                    "openai",
                    group,
                    evictedFor.isPresent() ? Phase.EVICTED : Phase.HALF_OPEN,
                    0.7,
                    Optional.of(Duration.ofMillis(340)),
                    1,
                    20,
                    3,
                    2,
                    evictedFor,
                    lastFailure);
        }

        @Override
        public boolean reset(String targetId) {
            return reset.add(targetId);
        }
    }
}
