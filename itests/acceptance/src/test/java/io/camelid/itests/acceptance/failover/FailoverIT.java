package io.camelid.itests.acceptance.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.failover.Caller.Outcome;
import io.camelid.itests.acceptance.failover.Caller.View;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.GatewaySetup;
import io.camelid.itests.acceptance.harness.Traffic;
import io.camelid.testkit.upstream.FakeBedrock;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How providers fail and come back, and what settings change of it. Every test has a Backend of its own; its name is the model, by
 * which the providers know how to behave.
 */
class FailoverIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    /** For a pause of three seconds to be over. */
    private static final Duration PAUSE_OVER = Duration.ofSeconds(12);

    /** How a provider that is too busy says until when, and for how many seconds it is left alone then. */
    private enum Form {
        NONE("none of these", 3),
        SECONDS("`retry-after: 20`", 20),
        DATE("`retry-after:` an HTTP date in 40 s", 40),
        PAST("`retry-after:` an HTTP date that is over", 3),
        WRONG("`retry-after: 120s`, which is wrong", 3),
        MILLIS("`retry-after-ms: 30000`", 30),
        RESET("`x-ratelimit-reset: 25`", 25),
        RESET_EPOCH("`x-ratelimit-reset:` seconds since 1970, in 50 s", 50),
        RESET_REQUESTS("`x-ratelimit-reset-requests: 1m0s` and `x-ratelimit-reset-tokens: 35s`: the sooner", 35),
        RESET_DAY("`x-ratelimit-reset-requests-day: 45.5`", 45),
        RESET_MINUTE("`x-ratelimit-reset-tokens-minute: 15`", 15),
        ANTHROPIC("`anthropic-ratelimit-requests-reset:` an RFC 3339 date in 55 s", 55),
        FIRST_HIT("`retry-after: 10` and `x-ratelimit-reset-tokens: 2s`: `retry-after`", 10),
        LONG("`retry-after: 86400`: at most five minutes", 300);

        private final String words;
        private final int seconds;

        Form(String words, int seconds) {
            this.words = words;
            this.seconds = seconds;
        }

        private String[] headers() {
            Instant now = Instant.now();
            return switch (this) {
                case NONE -> new String[0];
                case SECONDS -> new String[] {"Retry-After: 20"};
                case DATE -> new String[] {"Retry-After: " + http(now.plusSeconds(40))};
                case PAST -> new String[] {"Retry-After: " + http(now.minusSeconds(40))};
                case WRONG -> new String[] {"Retry-After: 120s"};
                case MILLIS -> new String[] {"retry-after-ms: 30000"};
                case RESET -> new String[] {"X-RateLimit-Reset: 25"};
                case RESET_EPOCH ->
                    new String[] {"X-RateLimit-Reset: " + now.plusSeconds(50).getEpochSecond()};
                case RESET_REQUESTS ->
                    new String[] {"x-ratelimit-reset-requests: 1m0s", "x-ratelimit-reset-tokens: 35s"};
                case RESET_DAY -> new String[] {"x-ratelimit-reset-requests-day: 45.5"};
                case RESET_MINUTE -> new String[] {"x-ratelimit-reset-tokens-minute: 15"};
                case ANTHROPIC -> new String[] {"anthropic-ratelimit-requests-reset: " + now.plusSeconds(55)};
                case FIRST_HIT -> new String[] {"Retry-After: 10", "x-ratelimit-reset-tokens: 2s"};
                case LONG -> new String[] {"Retry-After: 86400"};
            };
        }

        private static String http(Instant moment) {
            return DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC));
        }

        private String backend() {
            return "limit-" + ordinal();
        }
    }

    private static final FakeUpstream.Script HEALTHY = new FakeOpenAi("");
    private static final FakeUpstream.Script FAILING = (request, response) -> response.json(503, Speech.OPENAI.error());

    private static final String KEY = "aws-key-of-the-test";
    private static final String POLICY =
            """
              policies:
                health:
                  unhealthyCondition: response.code == 418 && response.headers["x-tea"] == "yes"
                  eviction: {duration: 60s, consecutiveFailures: 2}
            """;

    private static final Map<String, FakeUpstream.Script> FIRSTS = new ConcurrentHashMap<>();
    private static final Map<String, FakeUpstream.Script> SECONDS = new ConcurrentHashMap<>();

    private static FakeUpstream first;
    private static FakeUpstream second;
    private static FakeUpstream bedrock;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        first = FakeUpstream.start((request, response) -> answer(FIRSTS, request, response));
        second = FakeUpstream.start((request, response) -> answer(SECONDS, request, response));
        GatewaySetup setup = Gateway.named("failover");
        for (String name : List.of("return", "herd", "all", "reset")) {
            setup.manifest(name + ".yaml", twoGroups(name, "") + routeTo(name, ""));
        }
        for (Form form : Form.values()) {
            setup.manifest(form.backend() + ".yaml", twoGroups(form.backend(), "") + routeTo(form.backend(), ""));
        }
        bedrock = FakeUpstream.start(new FakeBedrock("AKIAFAKE", KEY, ""));
        setup.manifest("formats.yaml", threeFormats("formats") + routeTo("formats", ""));
        setup.manifest(
                "session.yaml",
                oneGroup("session", "camelid.io/session-affinity: 'header: x-session'") + routeTo("session", ""));
        setup.manifest("turns.yaml", oneGroup("turns", "camelid.io/load-balancing: RoundRobin") + routeTo("turns", ""));
        setup.manifest(
                "policy.yaml",
                twoGroups("policy", "").replaceFirst("(?m)^---$", POLICY + "---") + routeTo("policy", ""));
        gateway = setup.start();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        first.close();
        second.close();
        bedrock.close();
    }

    private static String twoGroups(String name, String annotation) {
        return backend(
                name,
                annotation,
                "- providers: [" + provider(FIRST, name, first) + "]\n    - providers: ["
                        + provider(SECOND, name, second) + "]");
    }

    private static String oneGroup(String name, String annotation) {
        return backend(
                name,
                annotation,
                "- providers: [" + provider(FIRST, name, first) + ", " + provider(SECOND, name, second) + "]");
    }

    /** OpenAI, Anthropic and Bedrock, of which the first two are to fail. */
    private static String threeFormats(String name) {
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: aws, namespace: default}\n"
                + "stringData: {accessKey: AKIAFAKE, secretKey: " + KEY + "}\n---\n"
                + backend(
                        name,
                        "",
                        "- providers: [" + provider("openai", name, first) + "]\n    - providers: ["
                                + provider("anthropic", name, first).replace("openai: {", "anthropic: {")
                                + "]\n    - providers: [{name: bedrock, bedrock: {region: eu-central-1, model: "
                                + "'eu.anthropic.claude-sonnet-4-5-20250929-v1:0'}, host: 127.0.0.1, port: "
                                + bedrock.port() + ", policies: {auth: {aws: {secretRef: {name: aws}}}}}]");
    }

    private static String provider(String entry, String model, FakeUpstream server) {
        return "{name: " + entry + ", openai: {model: " + model + "}, host: 127.0.0.1, port: " + server.port() + "}";
    }

    private static String backend(String name, String annotation, String groups) {
        return """
                apiVersion: agentgateway.dev/v1alpha1
                kind: AgentgatewayBackend
                metadata: {name: %s, namespace: default, annotations: {%s}}
                spec:
                  ai:
                    groups:
                    %s
                ---
                """
                .formatted(name, annotation, groups);
    }

    private static String routeTo(String name, String annotation) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %1$s, namespace: default, annotations: {%2$s}}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules:
                  - matches: [{path: {type: PathPrefix, value: /%1$s}}]
                    backendRefs: [{name: %1$s, group: agentgateway.dev, kind: AgentgatewayBackend}]
                """
                .formatted(name, annotation);
    }

    private static void answer(
            Map<String, FakeUpstream.Script> scripts, UpstreamRequest request, UpstreamResponse response)
            throws IOException, InterruptedException {
        scripts.getOrDefault(JSON.readTree(request.body()).path("model").asText(), HEALTHY)
                .answer(request, response);
    }

    private static Outcome ask(String backend) throws IOException, InterruptedException {
        return Caller.OPENAI.ask(gateway.http(), "/" + backend, "Hi");
    }

    /** Who answered, after how many tries. */
    private static String answer(String backend) throws IOException, InterruptedException {
        Outcome outcome = ask(backend);
        return outcome.status() + " " + outcome.provider() + " " + outcome.attempts();
    }

    private static FakeUpstream.Script limiting(String... headers) {
        return (request, response) -> response.json(429, Speech.OPENAI.error(), headers);
    }

    /** The first provider of each Backend as the shell shows it. */
    private static Map<String, JsonNode> firsts() throws IOException {
        Map<String, JsonNode> targets = new HashMap<>();
        for (JsonNode target :
                JSON.readTree(gateway.shell("llm:target-list --json").orThrow().out())) {
            if (target.path("name").asText().equals(FIRST)) {
                targets.put(target.path("backend").asText(), target);
            }
        }
        return targets;
    }

    @Test
    void aHigherGroupThatIsBackTakesTheTrafficBack() throws Exception {
        FIRSTS.put("return", FAILING);
        assertEquals("200 second 2", answer("return"));
        assertEquals("200 second 1", answer("return"));
        FIRSTS.remove("return");
        Await.until(PAUSE_OVER, () -> answer("return").equals("200 first 1"));
        for (int i = 0; i < 20; i++) {
            assertEquals("200 first 1", answer("return"));
        }
    }

    /** One request finds out whether a provider is well, and only then do others come, twice as many each time. */
    @Test
    void nobodyIsOverrunWhoComesBack() throws Exception {
        FIRSTS.put("herd", FAILING);
        assertEquals("200 second 2", answer("herd"));
        AtomicInteger arrived = new AtomicInteger();
        Semaphore answers = new Semaphore(0);
        FIRSTS.put("herd", (request, response) -> {
            arrived.incrementAndGet();
            answers.acquire();
            HEALTHY.answer(request, response);
        });
        try (Traffic traffic = Traffic.of(12, () -> answer("herd"))) {
            for (int well = 0; well <= 3; well++) {
                int limit = well + (1 << well);
                Await.until(PAUSE_OVER, arrived::get, come -> come >= limit);
                long now = traffic.requests();
                Await.until(PAUSE_OVER, traffic::requests, ended -> ended > now + 100);
                assertEquals(limit, arrived.get(), "of so many requests no more come to who is not yet well");
                answers.release();
            }
            answers.release(1_000_000);
            assertEquals("[200 first 1, 200 second 1]", traffic.stop().keySet().toString());
        }
        assertEquals("200 first 1", answer("herd"));
    }

    /** When all are to be left alone, the client learns for how long; who returns first is asked nevertheless. */
    @Test
    void whoIsToReturnFirstIsAskedWhenAllAreLeftAlone() throws Exception {
        FIRSTS.put("all", limiting("Retry-After: 60", "x-ratelimit-remaining-requests: 1"));
        SECONDS.put("all", limiting("Retry-After: 20", "x-ratelimit-remaining-requests: 0"));
        Outcome refused = ask("all");
        assertEquals(429, refused.status(), refused::toString);
        assertEquals(View.ERROR, refused.view(), refused::toString);
        assertEquals("20", refused.header("retry-after"));
        assertEquals("0", refused.header("x-ratelimit-remaining-requests"));
        FIRSTS.remove("all");
        SECONDS.remove("all");
        assertEquals("200 second 1", answer("all"));
    }

    @Test
    void aProviderIsTakenBackByHand() throws Exception {
        FIRSTS.put("reset", limiting("Retry-After: 200"));
        assertEquals("200 second 2", answer("reset"));
        FIRSTS.remove("reset");
        JsonNode target = firsts().get("reset");
        assertTrue(target.path("evicted").asBoolean(), target::toString);
        assertTrue(target.path("evictedForMillis").asLong() > 150_000, target::toString);
        assertEquals(1, target.path("failed").asInt(), target::toString);
        assertTrue(target.path("lastFailure").asText().contains("429"), target::toString);
        assertEquals("200 second 1", answer("reset"));
        assertEquals(
                "2 targets reset",
                gateway.shell("llm:target-reset default/reset").orThrow().out().strip());
        assertEquals("200 first 1", answer("reset"));
    }

    @Test
    void whoSaysForHowLongIsLeftAloneForSoLong() throws Exception {
        StringBuilder table = new StringBuilder("| a 429 with | is passed over for |\n| --- | --- |\n");
        Map<Form, Long> asked = new HashMap<>();
        for (Form form : Form.values()) {
            FIRSTS.put(form.backend(), limiting(form.headers()));
            asked.put(form, System.nanoTime());
            assertEquals("200 second 2", answer(form.backend()), form.words);
            assertEquals("200 second 1", answer(form.backend()), form.words);
        }
        Map<String, JsonNode> targets = firsts();
        long seen = System.nanoTime();
        for (Form form : Form.values()) {
            long left = targets.get(form.backend()).path("evictedForMillis").asLong();
            long passed = TimeUnit.NANOSECONDS.toMillis(seen - asked.get(form));
            long whole = TimeUnit.SECONDS.toMillis(form.seconds);
            assertTrue(left <= whole + 1_000, form.words + ": " + left + " ms left");
            assertTrue(left + passed >= whole - 1_000, form.words + ": " + left + " ms left after " + passed);
            table.append("| ")
                    .append(form.words)
                    .append(" | ")
                    .append(form.seconds)
                    .append(" s |\n");
        }
        GeneratedSection.verify(FailoverIT.class, table.toString());
    }

    @ParameterizedTest
    @EnumSource
    void theClientsApiStaysTheSameWhoeverAnswers(Caller caller) throws Exception {
        FIRSTS.put("formats", FAILING);
        Outcome outcome = caller.ask(gateway.http(), "/formats", "Hi");
        assertEquals(200, outcome.status(), outcome::toString);
        assertEquals(View.WHOLE, outcome.view(), outcome::toString);
        assertEquals("bedrock", outcome.provider());
    }

    @Test
    void aSessionStaysWithItsProvider() throws Exception {
        Set<String> all = new HashSet<>();
        for (int session = 0; session < 16; session++) {
            Set<String> ofOne = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                HttpRequest request = gateway.http()
                        .request("/session/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .header("x-session", "s" + session)
                        .POST(HttpRequest.BodyPublishers.ofString(CHAT))
                        .build();
                ofOne.add(gateway.http()
                        .send(request)
                        .headers()
                        .firstValue("x-camelid-provider")
                        .orElseThrow());
            }
            assertEquals(1, ofOne.size(), "session " + session);
            all.addAll(ofOne);
        }
        assertEquals(Set.of(FIRST, SECOND), all);
    }

    @Test
    void aGroupMayTakeTurns() throws Exception {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            answers.add(answer("turns"));
        }
        for (int i = 0; i < 4; i++) {
            assertEquals(answers.get(i), answers.get(i + 2));
        }
        assertEquals(2, new HashSet<>(answers).size());
    }

    /** What counts against a provider, and how often it may happen, is for its Backend to say. */
    @Test
    void aBackendSaysWhatCountsAgainstItsProviders() throws Exception {
        FIRSTS.put("policy", FAILING);
        for (int i = 0; i < 3; i++) {
            assertEquals("200 second 2", answer("policy"), "a failure is tried elsewhere, but does not count");
        }
        FIRSTS.put("policy", (request, response) -> response.json(418, Speech.OPENAI.error(), "X-Tea: yes"));
        assertEquals("200 second 2", answer("policy"));
        assertEquals("200 second 2", answer("policy"));
        assertEquals("200 second 1", answer("policy"), "twice in a row was enough");
    }
}
