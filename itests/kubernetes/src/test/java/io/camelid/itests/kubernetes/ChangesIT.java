package io.camelid.itests.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Traffic;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What happens to a cluster while the gateway serves. */
@EnabledIfSystemProperty(named = Cluster.PROPERTY, matches = ".+")
class ChangesIT {
    private static final String CHAT = "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final Duration LIVE = Duration.ofSeconds(30);
    /** A pause between attempts to read, and time to be noticed. */
    private static final Duration RECOVERED = Duration.ofSeconds(60);

    private static Cluster cluster;
    private static FakeUpstream upstream;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        cluster = new Cluster();
        upstream = FakeUpstream.start((request, response) ->
                new FakeOpenAi(key(request.header("Authorization").orElse(""))).answer(request, response));
        gateway = cluster.gateway("kubernetes-changes").start();
        cluster.apply(Cluster.gateway(Cluster.NAMESPACE, "agentgateway", gateway.port())
                        + secret("sk-first")
                        + backend()
                        + route("chat"))
                .orThrow();
        awaitStatus("/chat", 200);
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
            upstream.close();
            cluster.clear(Cluster.NAMESPACE);
        }
    }

    private static String key(String authorization) {
        return authorization.replaceFirst("^Bearer ", "");
    }

    private static String secret(String value) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: key, namespace: ai-system}
                stringData: {Authorization: %s}
                ---
                """
                .formatted(value);
    }

    private static String backend() {
        return """
                apiVersion: agentgateway.dev/v1alpha1
                kind: AgentgatewayBackend
                metadata: {name: model, namespace: ai-system}
                spec:
                  ai: {provider: {openai: {}, host: 127.0.0.1, port: %d}}
                  policies: {auth: {secretRef: {name: key}}}
                ---
                """
                .formatted(upstream.port());
    }

    private static String route(String name) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %1$s, namespace: ai-system}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules:
                  - matches: [{path: {type: PathPrefix, value: /%1$s}}]
                    backendRefs: [{name: model, group: agentgateway.dev, kind: AgentgatewayBackend}]
                ---
                """
                .formatted(name);
    }

    private static HttpResponse<String> chat(String path) throws IOException, InterruptedException {
        return gateway.http().post(path, CHAT);
    }

    private static void awaitStatus(String path, int status) throws Exception {
        Await.until(LIVE, () -> chat(path).statusCode(), found -> found == status);
    }

    private static String problems() {
        return gateway.shell("llm:config-status").orThrow().out();
    }

    private static void awaitProblem(String text, boolean there) throws Exception {
        Await.until(RECOVERED, ChangesIT::problems, found -> found.contains(text) == there);
    }

    @Test
    void aRotatedSecretIsUsed() throws Exception {
        cluster.apply(secret("sk-second")).orThrow();
        Await.until(LIVE, () -> {
            assertEquals(200, chat("/chat").statusCode(), "no request fails meanwhile");
            return key(upstream.last().header("Authorization").orElseThrow()).equals("sk-second");
        });
    }

    @Test
    void aDeletedBackendIsToldAndComesBack() throws Exception {
        cluster.kubectl("delete", "agentgatewaybackend", "model", "-n", Cluster.NAMESPACE)
                .orThrow();
        awaitStatus("/chat", 500);
        assertTrue(chat("/chat").body().contains("AgentgatewayBackend ai-system/model"), "the answer names it");
        assertEquals(
                "BackendNotFound",
                cluster.awaitCondition("httproute", "chat", "/status/parents/0", "ResolvedRefs", "False")
                        .path("reason")
                        .asText());
        cluster.apply(backend()).orThrow();
        awaitStatus("/chat", 200);
        cluster.awaitCondition("httproute", "chat", "/status/parents/0", "ResolvedRefs", "True");
    }

    @Test
    void aRestartOfTheApiServerLosesNoRequest() throws Exception {
        Traffic traffic = Traffic.of(4, () -> Integer.toString(chat("/chat").statusCode()));
        try (traffic) {
            cluster.controlPlane("restart-apiserver");
            cluster.apply(route("after-restart")).orThrow();
            awaitStatus("/after-restart", 200);
        }
        assertEquals(Set.of("200"), traffic.stop().keySet());
        cluster.awaitCondition("httproute", "after-restart", "/status/parents/0", "Accepted", "True");
    }

    @Test
    void whileTheApiServerIsAwayTheLastConfigurationServes() throws Exception {
        cluster.controlPlane("stop-apiserver");
        try {
            awaitProblem("what was read last stays in force", true);
            assertEquals(200, chat("/chat").statusCode());
        } finally {
            cluster.controlPlane("start-apiserver");
        }
        awaitProblem("what was read last stays in force", false);
    }

    @Test
    void aRevokedPermissionIsReportedByNameAndItsReturnIsNoticed() throws Exception {
        String manifests = System.getProperty("camelid.kubernetes") + "/rbac";
        cluster.kubectl("delete", "clusterrolebinding", "camelid-objects").orThrow();
        try {
            cluster.controlPlane("restart-apiserver"); // open watches would go on
            awaitProblem("httproutes.gateway.networking.k8s.io cannot be read", true);
            assertTrue(problems().contains("cannot list resource"), ChangesIT::problems);
            assertEquals(200, chat("/chat").statusCode());
        } finally {
            cluster.kubectl("apply", "--server-side", "-k", manifests).orThrow();
        }
        cluster.apply(route("permitted-again")).orThrow();
        awaitStatus("/permitted-again", 200);
        awaitProblem("cannot be read", false);
    }

    @Test
    void aKindThatIsNotInstalledIsReportedAndPickedUp() throws Exception {
        String crd = "referencegrants.gateway.networking.k8s.io";
        String definition =
                cluster.kubectl("get", "crd", crd, "-o", "json").orThrow().out();
        cluster.kubectl("delete", "crd", crd).orThrow();
        try {
            cluster.controlPlane("restart-apiserver"); // open watches would go on
            awaitProblem(crd + " are not served", true);
            assertEquals(200, chat("/chat").statusCode());
        } finally {
            cluster.apply(definition).orThrow();
        }
        awaitProblem(crd + " are not served", false);
    }

    @Test
    void aTokenThatIsRevokedIsReadAnew() throws Exception {
        cluster.kubectl("delete", "serviceaccount", "camelid", "-n", Cluster.NAMESPACE)
                .orThrow();
        cluster.kubectl("create", "serviceaccount", "camelid", "-n", Cluster.NAMESPACE)
                .orThrow();
        cluster.controlPlane("token");
        cluster.controlPlane("restart-apiserver"); // what it has cached is forgotten
        cluster.apply(route("with-new-token")).orThrow();
        Await.until(RECOVERED, () -> chat("/with-new-token").statusCode() == 200);
        cluster.awaitCondition("httproute", "with-new-token", "/status/parents/0", "Accepted", "True");
    }

    @Test
    void aGatewayOfAnotherClassIsLeftAlone() throws Exception {
        cluster.apply(
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: Gateway
                        metadata: {name: foreign, namespace: ai-system}
                        spec: {gatewayClassName: other, listeners: [{name: http, port: 1, protocol: HTTP}]}
                        ---
                        """
                                + route("foreign").replace("name: agentgateway", "name: foreign")
                                + route("ours"))
                .orThrow();
        cluster.awaitCondition("httproute", "ours", "/status/parents/0", "Accepted", "True");
        assertEquals(
                0,
                cluster.get("httproute", Cluster.NAMESPACE, "foreign")
                        .at("/status/parents")
                        .size());
        assertEquals(
                "Pending", // as the API server itself has it
                Gateway.condition(
                                cluster.get("gateway", Cluster.NAMESPACE, "foreign")
                                        .path("status"),
                                "Accepted")
                        .path("reason")
                        .asText());
        assertEquals(404, chat("/foreign").statusCode());
    }
}
