package io.camelid.admin.internal.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.camelid.admin.internal.kube.FakeConfiguration;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final RoutingSnapshot EMPTY =
            new RoutingSnapshot(1, List.of(), head -> Optional.empty(), Map.of(), Map.of());

    private final YAMLMapper yaml = new YAMLMapper();

    @Test
    void leavesNoSecretInAnyManifest() {
        FakeConfiguration configuration = FakeConfiguration.of("manifests.yaml");
        Redactor redactor = Redactor.of(configuration.objects(), EMPTY);

        for (KubernetesObject object : configuration.objects()) {
            String shown = redactor.clean(redactor.manifest(object)).toString();
            assertFalse(shown.contains("SECRET-1234"), shown);
            assertFalse(shown.contains("1234567890123"), shown);
            assertFalse(shown.contains("ZGF0YS1TRUNSRVQtMTIzNA=="), shown);
        }
    }

    @Test
    void keepsTheKeysOfASecret() throws IOException {
        assertShown(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s, namespace: n, managedFields: [{manager: kubectl}]}
                type: Opaque
                data: {b: c2VjcmV0, empty: ""}
                stringData: {a: 5432, b: other}
                string_data: {c: misspelt}
                """,
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: s, namespace: n}
                type: Opaque
                data: {a: Kioq, b: Kioq, empty: ""}
                """);
    }

    @Test
    void keepsReferencesAndHidesWhatIsInline() throws IOException {
        assertShown(
                """
                spec:
                  ai:
                    llm:
                      openai:
                        authToken: {kind: Inline, inline: abc, secretRef: {name: openai-secret, key: api-key}}
                        maxTokens: 5
                        tokensPerSecond: 40
                      host: user.example.com
                  policies:
                    auth: {key: abc, location: {header: {name: x-key, prefix: "Token "}}}
                    tls: {mtlsCertificateRef: [{name: certs}], caCertificateRefs: [{name: ca}]}
                """,
                """
                spec:
                  ai:
                    llm:
                      openai:
                        authToken: {kind: Inline, inline: "***", secretRef: {name: openai-secret, key: api-key}}
                        maxTokens: 5
                        tokensPerSecond: 40
                      host: user.example.com
                  policies:
                    auth: {key: "***", location: {header: {name: x-key, prefix: "Token "}}}
                    tls: {mtlsCertificateRef: [{name: certs}], caCertificateRefs: [{name: ca}]}
                """);
    }

    @Test
    void hidesMisplacedCredentials() throws IOException {
        assertShown(
                """
                spec:
                  authToken: abc
                  apiKey: 12345
                  auth: abc
                  passwords: [a, b]
                  tokens: [a]
                  client_secret: abc
                  inline: {oops: abc}
                  token: null
                  credentials: [{secretRef: {name: x}, location: {header: {name: x-y}}}]
                """,
                """
                spec:
                  authToken: "***"
                  apiKey: "***"
                  auth: "***"
                  passwords: ["***", "***"]
                  tokens: ["***"]
                  client_secret: "***"
                  inline: "***"
                  token: null
                  credentials: [{secretRef: {name: x}, location: {header: {name: x-y}}}]
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "x-api-key",
                "X-Goog-Api-Key",
                "Cookie",
                "Set-Cookie",
                "x-auth-user",
                "X-Amz-Security-Token",
                "x-session-id",
                "X-Hub-Signature",
                "apiKey",
                "password",
                "x_pass"
            })
    void hidesTheValueOfAHeader(String name) throws IOException {
        assertShown("set: [{name: " + name + ", value: abc}]", "set: [{name: " + name + ", value: \"***\"}]");
        assertShown(
                "defaults: [{field: " + name + ", value: abc}]", "defaults: [{field: " + name + ", value: \"***\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-env", "Content-Type", "x-team", "model", "keyboard", "x-author", "user-agent"})
    void showsTheValueOfAHeader(String name) throws IOException {
        assertShown("set: [{name: " + name + ", value: abc}]", "set: [{name: " + name + ", value: abc}]");
    }

    @Test
    void showsTemplatesOfReferencesOnly() throws IOException {
        assertShown(
                """
                kind: ExternalSecret
                spec:
                  secretStoreRef: {kind: ClusterSecretStore, name: onepassword}
                  data: [{secretKey: Authorization, remoteRef: {key: openai, property: key}}]
                  target:
                    template:
                      data: {a: "{{ .A }}", b: "Bearer {{ .B | toString }}", c: "{{ .C }}-abc", d: '{{ "abc" }}', e: abc}
                      templateFrom: [{literal: "x: abc"}]
                """,
                """
                kind: ExternalSecret
                spec:
                  secretStoreRef: {kind: ClusterSecretStore, name: onepassword}
                  data: [{secretKey: Authorization, remoteRef: {key: openai, property: key}}]
                  target:
                    template:
                      data: {a: "{{ .A }}", b: "Bearer {{ .B | toString }}", c: "***", d: "***", e: "***"}
                      templateFrom: [{literal: "***"}]
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://user:pass@host/x | https://***@host/x",
                "see https://host:8080/a@b | see https://host:8080/a@b",
                "/v1/models?x=1&api-key=abc&y=2 | /v1/models?x=1&api-key=***&y=2",
                "/p?sig=abc#f | /p?sig=***#f",
                "Bearer abcdef1234567890 | Bearer ***",
                "the Bearer credentials of the caller | the Bearer credentials of the caller",
                "basic dXNlcjpwYXNz0 | basic ***",
                "sk-proj-AbCdEf0123456789xyz | ***",
                "sk-team-backend-production-eu | sk-team-backend-production-eu",
                "key AKIAIOSFODNN7EXAMPLE! | key ***!",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0x.abc_def-123 | ***",
                "AIzaSyA1234567890abcdefghijklmnopqrstuv | ***",
                "ghp_abcdefghijklmnopqrst1234 | ***",
                "nothing here | nothing here"
            })
    void hidesWhatLooksLikeACredential(String text, String shown) {
        assertEquals(shown, Redactor.of(List.of(), EMPTY).clean(text));
    }

    @Test
    void hidesPrivateKeys() {
        String key = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIabc+/=\n-----END RSA PRIVATE KEY-----\nb";

        assertEquals("a\n***\nb", Redactor.of(List.of(), EMPTY).clean(key));
    }

    @Test
    void findsCopiesOfASecretAnywhere() throws IOException {
        KubernetesObject secret =
                object("v1", "Secret", "data: {a: " + "QmVhcmVyIE15LVRvay4xMjM=" + "}\nstringData: {b: us-east-1}");
        Redactor redactor = Redactor.of(List.of(secret), EMPTY);

        assertEquals("x***y", redactor.clean("xMy-Tok.123y"));
        assertEquals("******", redactor.clean("My-Tok.123My-Tok.123"));
        assertEquals("***", redactor.clean("QmVhcmVyIE15LVRvay4xMjM="));
        assertEquals(Map.of("***", List.of("a ***")), redactor.clean(Map.of("My-Tok.123", List.of("a My-Tok.123"))));
        assertEquals("region us-east-1", redactor.clean("region us-east-1"), "too much of a name to be looked for");
    }

    private void assertShown(String manifest, String expected) throws IOException {
        Map<?, ?> content = yaml.readValue(manifest, Map.class);
        Object kind = content.get("kind");
        KubernetesObject object = object("x/v1", kind == null ? "Thing" : (String) kind, manifest);

        assertEquals(
                yaml.readValue(expected, Map.class),
                Redactor.of(List.of(), EMPTY)
                        .clean(Redactor.of(List.of(), EMPTY).manifest(object)));
    }

    private KubernetesObject object(String apiVersion, String kind, String manifest) throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, Object> content = yaml.readValue(manifest, Map.class);
        ObjectKey key = new ObjectKey(kind.equals("Secret") ? "" : "x", kind, "n", "s");
        return new KubernetesObject(key, apiVersion, content, 1, Optional.empty(), new Origin("test", "", 0));
    }
}
