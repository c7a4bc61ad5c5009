package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Markdown;
import io.camelid.itests.acceptance.harness.Testbed;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The section "Model Failover" of "LLM Providers Configuration", pasted into the directory as it stands. Each
 * way to fail gets the document's Backend under another name, so that none finds providers that another
 * has made to be avoided.
 */
class ModelFailoverSeedIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "llm-failover";
    private static final String OPENAI_KEY = "sk-key-for-openai";
    private static final String ANTHROPIC_KEY = "sk-ant-key-for-anthropic";
    private static final String FALLBACK = "gpt-3.5-turbo";
    private static final FakeOpenAi OPENAI = new FakeOpenAi(OPENAI_KEY);
    private static final FakeAnthropic ANTHROPIC = new FakeAnthropic(ANTHROPIC_KEY);

    /** What the models of the first group do. */
    private enum Behaviour {
        ANSWER(0),
        LIMIT(429),
        FAIL(500),
        OVERLOADED(529),
        REFUSE_REQUEST(400),
        CUT_CONNECTION(0);

        private final int status;

        Behaviour(int status) {
            this.status = status;
        }

        private void answer(FakeUpstream.Script vendor, UpstreamRequest request, UpstreamResponse response)
                throws IOException, InterruptedException {
            if (this == ANSWER) {
                vendor.answer(request, response);
            } else if (this == CUT_CONNECTION) {
                response.cut();
            } else {
                response.json(
                        status, "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"As asked.\"}}");
            }
        }
    }

    private static Markdown document;
    private static Testbed bed;
    private static FakeUpstream openAi;
    private static FakeUpstream anthropic;
    private static Gateway gateway;
    private static volatile Behaviour firstGroup;

    @BeforeAll
    static void start() throws Exception {
        document = Markdown.seed("llm-providers-configuration.md");
        bed = Testbed.named("seed-model-failover");
        bed.store("openai-credentials", "OPENAI_API_KEY", OPENAI_KEY);
        bed.store("anthropic-credentials", "ANTHROPIC_API_KEY", ANTHROPIC_KEY);
        openAi = bed.vendor("api.openai.com", (request, response) -> {
            boolean fallback = model(request).equals(FALLBACK);
            (fallback ? Behaviour.ANSWER : firstGroup).answer(OPENAI, request, response);
        });
        anthropic =
                bed.vendor("api.anthropic.com", (request, response) -> firstGroup.answer(ANTHROPIC, request, response));
        bed.setup().manifest("document.yaml", document.manifests()).manifest("route.yaml", routeTo(NAME));
        for (Behaviour behaviour : Behaviour.values()) {
            String name = NAME + "-" + behaviour.ordinal();
            bed.setup().manifest(name + ".yaml", backend(name) + "---\n" + routeTo(name));
        }
        gateway = bed.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    @BeforeEach
    void allIsWell() {
        firstGroup = Behaviour.ANSWER;
    }

    private static String backend(String name) {
        return document.section("Model Failover").manifest().replace("name: " + NAME, "name: " + name);
    }

    private static String routeTo(String backend) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %1$s, namespace: ai-system}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules:
                  - matches: [{path: {type: PathPrefix, value: /%1$s}}]
                    backendRefs: [{name: %1$s, group: gateway.kgateway.dev, kind: Backend}]
                """
                .formatted(backend);
    }

    private static String model(UpstreamRequest request) throws IOException {
        return JSON.readTree(request.body()).path("model").asText();
    }

    private static HttpResponse<String> chat(String backend, boolean stream) throws Exception {
        return gateway.http()
                .post(
                        "/" + backend,
                        "{\"model\":\"callers\",\"stream\":" + stream
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String content(HttpResponse<String> response) throws IOException {
        assertEquals(200, response.statusCode(), response::body);
        return JSON.readTree(response.body()).at("/choices/0/message/content").asText();
    }

    /** What the vendors were asked after so many requests to each, as vendor, path and model. */
    private static List<String> asked(int toOpenAi, int toAnthropic) throws IOException {
        List<String> asked = new ArrayList<>();
        for (UpstreamRequest request :
                anthropic.requests().subList(toAnthropic, anthropic.requests().size())) {
            assertEquals(ANTHROPIC_KEY, request.header("x-api-key").orElseThrow());
            asked.add("anthropic " + request.target() + " " + model(request));
        }
        for (UpstreamRequest request :
                openAi.requests().subList(toOpenAi, openAi.requests().size())) {
            assertEquals("Bearer " + OPENAI_KEY, request.header("Authorization").orElseThrow());
            asked.add("openai " + request.target() + " " + model(request));
        }
        return asked;
    }

    @Test
    void theFirstGroupSharesTheLoadEachWithItsOwnModelAndFormat() throws Exception {
        Set<String> answering = new HashSet<>();
        Await.until(Gateway.LIVE, () -> {
            HttpResponse<String> response = chat(NAME, false);
            assertEquals("Hello from the fake.", content(response));
            assertEquals("1", header(response, "x-camelid-attempts"));
            answering.add(header(response, "x-camelid-provider"));
            return answering.size() == 2;
        });
        assertEquals(Set.of("openai-gpt-4", "anthropic-sonnet"), answering);
        assertEquals(
                Set.of("anthropic /v1/messages claude-3-5-sonnet-20241022", "openai /v1/chat/completions gpt-4"),
                new HashSet<>(
                        asked(openAi.requests().size() - 1, anthropic.requests().size() - 1)));
    }

    @ParameterizedTest(name = "S12: the first group answers {0}")
    @EnumSource(
            value = Behaviour.class,
            names = {"LIMIT", "FAIL", "OVERLOADED", "CUT_CONNECTION"})
    void theSecondGroupAnswersInTheFirstsPlace(Behaviour behaviour) throws Exception {
        firstGroup = behaviour;
        int toOpenAi = openAi.requests().size();
        int toAnthropic = anthropic.requests().size();
        boolean stream = behaviour == Behaviour.FAIL;
        HttpResponse<String> response = chat(NAME + "-" + behaviour.ordinal(), stream);
        if (stream) {
            assertEquals(200, response.statusCode(), response::body);
            assertTrue(response.body().endsWith("data: [DONE]\n\n"), response::body);
        } else {
            assertEquals("Hello from the fake.", content(response));
        }
        assertEquals("openai-gpt-3.5", header(response, "x-camelid-provider"));
        assertEquals("3", header(response, "x-camelid-attempts"));
        assertEquals(
                List.of(
                        "anthropic /v1/messages claude-3-5-sonnet-20241022",
                        "openai /v1/chat/completions gpt-4",
                        "openai /v1/chat/completions gpt-3.5-turbo"),
                asked(toOpenAi, toAnthropic));
    }

    @Test
    @DisplayName("S12: one of the first group refuses connections, the other fails")
    void aHostThatIsNotThereIsAFailureToo() throws Exception {
        String name = NAME + "-0";
        gateway.write(
                name + ".yaml",
                backend(name)
                                .replace(
                                        "- name: anthropic-sonnet\n",
                                        "- name: anthropic-sonnet\n        host: 127.0.0.1\n        port: 1\n")
                        + "---\n" + routeTo(name));
        firstGroup = Behaviour.FAIL;
        int toAnthropic = anthropic.requests().size();
        Await.until(Gateway.LIVE, () -> gateway.object("gateway.kgateway.dev/v1alpha1", "backends", "ai-system", name)
                .toString()
                .contains("\"port\":1"));
        HttpResponse<String> response = chat(name, false);
        assertEquals("Hello from the fake.", content(response));
        assertEquals("openai-gpt-3.5", header(response, "x-camelid-provider"));
        assertEquals(toAnthropic, anthropic.requests().size());
    }

    @Test
    @DisplayName("S13: a request that the first group refuses is tried nowhere else")
    void whatIsTheRequestsOwnFaultIsNotTriedAgain() throws Exception {
        firstGroup = Behaviour.REFUSE_REQUEST;
        int toOpenAi = openAi.requests().size();
        int toAnthropic = anthropic.requests().size();
        HttpResponse<String> response = chat(NAME + "-" + Behaviour.REFUSE_REQUEST.ordinal(), false);
        assertEquals(400, response.statusCode(), response::body);
        assertEquals("1", header(response, "x-camelid-attempts"));
        assertEquals(
                "As asked.", JSON.readTree(response.body()).at("/error/message").asText());
        assertEquals(1, asked(toOpenAi, toAnthropic).size());
    }

    @ParameterizedTest
    @CsvSource({"32, True", "33, False"})
    void thereMayBeThirtyTwoGroups(int groups, String accepted) throws Exception {
        String name = "groups-" + groups;
        String block = backend(name);
        int second = block.indexOf("    # Priority 2");
        gateway.write(
                name + ".yaml",
                block.substring(0, second) + block.substring(second).repeat(groups - 1));
        JsonNode condition = Await.until(
                Gateway.LIVE, () -> gateway.accepted("backends", "ai-system", name), found -> found != null);
        assertEquals(accepted, condition.path("status").asText(), condition::toString);
        assertEquals(groups > 32, condition.path("message").asText().contains("32"), condition::toString);
    }
}
