package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.config.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferencesTest {
    private static Set<ObjectKey> data(Resource resource, Map<String, Object> spec) {
        return References.of(Samples.item(resource, Samples.spec(resource, "ai", "x", spec))
                        .object())
                .data();
    }

    private static ObjectKey secret(String namespace, String name) {
        return new ObjectKey("", "Secret", namespace, name);
    }

    private static ObjectKey configMap(String name) {
        return new ObjectKey("", "ConfigMap", "ai", name);
    }

    @Test
    void dialectA() {
        Map<String, Object> token = Map.of("kind", "SecretRef", "secretRef", Map.of("name", "openai"));
        assertEquals(
                Set.of(secret("ai", "openai")),
                data(
                        Resource.KGATEWAY_BACKEND,
                        Map.of("ai", Map.of("llm", Map.of("openai", Map.of("authToken", token))))));
        Map<String, Object> aws = Map.of("type", "Secret", "secretRef", Map.of("name", "aws"));
        assertEquals(
                Set.of(secret("ai", "aws"), secret("ai", "openai")),
                data(
                        Resource.KGATEWAY_BACKEND,
                        Map.of(
                                "ai",
                                Map.of(
                                        "priorityGroups",
                                        List.of(
                                                Map.of(
                                                        "providers",
                                                        List.of(Map.of("openai", Map.of("authToken", token)))),
                                                Map.of(
                                                        "providers",
                                                        List.of(Map.of("bedrock", Map.of("auth", aws)))))))));
    }

    @Test
    void dialectB() {
        Map<String, Object> policies = Map.of(
                "auth",
                Map.of(
                        "secretRef",
                        Map.of("name", "key"),
                        "gcp",
                        Map.of("secretRef", Map.of("name", "gcp")),
                        "credentials",
                        List.of(Map.of("secretRef", Map.of("name", "second")))),
                "tls",
                Map.of(
                        "caCertificateRefs",
                        List.of(Map.of("name", "authority"), Map.of("kind", "Secret", "name", "trusted")),
                        "mtlsCertificateRef",
                        List.of(Map.of("name", "client"))));
        Map<String, Object> entry = Map.of("policies", Map.of("auth", Map.of("secretRef", Map.of("name", "entry"))));
        assertEquals(
                Set.of(
                        secret("ai", "key"),
                        secret("ai", "gcp"),
                        secret("ai", "second"),
                        configMap("authority"),
                        secret("ai", "trusted"),
                        secret("ai", "client"),
                        secret("ai", "entry")),
                data(
                        Resource.AGENTGATEWAY_BACKEND,
                        Map.of(
                                "policies",
                                policies,
                                "ai",
                                Map.of("groups", List.of(Map.of("providers", List.of(entry)))))));
    }

    @Test
    void certificatesOfListeners() {
        Map<String, Object> tls = Map.of(
                "certificateRefs",
                List.of(
                        Map.of("name", "own"),
                        Map.of("group", "", "kind", "Secret", "name", "shared", "namespace", "certs"),
                        Map.of("group", "example.com", "kind", "Vault", "name", "foreign")));
        assertEquals(
                Set.of(secret("ai", "own"), secret("certs", "shared")),
                data(Resource.GATEWAY, Map.of("listeners", List.of(Map.of("name", "https", "tls", tls)))));
    }

    @Test
    void whatRequestsAreSentTo() {
        Map<String, Object> rule = Map.of(
                "backendRefs",
                List.of(
                        Map.of("name", "svc", "port", 80),
                        Map.of("group", "agentgateway.dev", "kind", "AgentgatewayBackend", "name", "b")));
        Map<String, Object> route = Samples.spec(Resource.HTTP_ROUTE, "ai", "r", Map.of("rules", List.of(rule)));
        assertEquals(
                Set.of(
                        new ObjectKey("", "Service", "ai", "svc"),
                        new ObjectKey("agentgateway.dev", "AgentgatewayBackend", "ai", "b")),
                References.of(Samples.item(Resource.HTTP_ROUTE, route).object()).backends());
    }

    @Test
    void nonsenseRefersToNothing() {
        assertEquals(
                Set.of(),
                data(
                        Resource.AGENTGATEWAY_BACKEND,
                        Map.of("secretRef", "text", "certificateRefs", List.of(1L, "two", Map.of("name", 3L)))));
    }
}
