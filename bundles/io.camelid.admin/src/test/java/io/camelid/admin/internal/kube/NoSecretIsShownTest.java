package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.camelid.admin.internal.debug.ConfigEndpoint;
import io.camelid.admin.internal.http.Query;
import io.camelid.admin.internal.http.Reply;
import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Secret;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.Tls;
import io.camelid.spi.provider.UpstreamCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a secret looks like and wherever in a configuration it stands, no answer shows it. */
class NoSecretIsShownTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectKey BACKEND = new ObjectKey("gateway.kgateway.dev", "Backend", "ns", "inline");
    private static final List<String> ACCEPTS = List.of(
            "",
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");

    /** Of any characters, but no mere name: those are looked for where they belong only. */
    @Provide
    Arbitrary<String> secrets() {
        Arbitrary<String> text = Arbitraries.strings()
                .withCharRange('!', '~')
                .withChars("\"\\/<>äß漢 ")
                .ofMinLength(7)
                .ofMaxLength(60);
        return text.map(value -> "Z" + value.strip()).filter(value -> value.length() >= 8);
    }

    @Property(tries = 60)
    void anywhere(@ForAll("secrets") String secret) throws IOException {
        FakeConfiguration configuration = new FakeConfiguration();
        manifests(secret)
                .forEach(manifest -> configuration.put(
                        manifest,
                        Map.of(
                                "conditions",
                                List.of(Map.of(
                                        "type",
                                        "Accepted",
                                        "status",
                                        "False",
                                        "reason",
                                        "Invalid",
                                        "message",
                                        "bad key " + secret + "!")))));
        configuration.compiled(snapshot(secret));

        assertHidden(secret, answers(configuration));
    }

    /** A short secret, or one that could be a name, is hidden at least in every place that is made for secrets. */
    @Property(tries = 60)
    void inItsPlace(@ForAll("short") String secret) throws IOException {
        FakeConfiguration configuration = new FakeConfiguration();
        places(secret).forEach(configuration::put);
        configuration.compiled(snapshot(secret));

        for (JsonNode answer : answers(configuration)) {
            for (JsonNode text : texts(answer)) {
                assertFalse(text.asText().equals(secret), () -> secret + " in " + answer);
            }
        }
    }

    /** Nothing that manifests of the same shape would show by themselves. */
    @Provide("short")
    Arbitrary<String> shortSecrets() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(value -> "q7-" + value);
    }

    private static List<JsonNode> answers(FakeConfiguration configuration) throws IOException {
        Catalog catalog = new Catalog(configuration);
        KubernetesEndpoint endpoint = new KubernetesEndpoint(catalog, "0.1.0", Path.of("none"));
        List<JsonNode> answers = new ArrayList<>();
        for (Resource type : Resources.TABLE) {
            String root = type.group().isEmpty()
                    ? "/api/v1/"
                    : "/apis/" + type.group() + "/" + type.versions().get(0) + "/";
            for (String accept : ACCEPTS) {
                answers.add(body(endpoint.answer(new Query("GET", root + type.plural(), Map.of(), accept))));
            }
            Query watch = new Query("GET", root + type.plural(), Map.of("watch", List.of("1")), "");
            Reply.Events events = (Reply.Events) endpoint.answer(watch);
            for (String line : new String(events.source().next(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                answers.add(MAPPER.readTree(line));
            }
        }
        answers.add(body(new ConfigEndpoint(catalog).answer(new Query("GET", "/debug/config", Map.of(), ""))));
        assertTrue(answers.size() > 3 * Resources.TABLE.size() + 5);
        return answers;
    }

    private static JsonNode body(Reply reply) throws IOException {
        Reply.Whole whole = (Reply.Whole) reply;
        assertEquals(200, whole.status());
        return MAPPER.readTree(whole.body());
    }

    private static void assertHidden(String secret, List<JsonNode> answers) {
        String encoded = base64(secret);
        for (JsonNode answer : answers) {
            for (JsonNode text : texts(answer)) {
                assertFalse(text.asText().contains(secret), () -> secret + " in " + answer);
                assertFalse(text.asText().contains(encoded), () -> encoded + " in " + answer);
            }
        }
    }

    /** All scalars, and all member names. */
    private static List<JsonNode> texts(JsonNode node) {
        List<JsonNode> texts = new ArrayList<>();
        if (node.isValueNode()) {
            texts.add(node);
        }
        node.fieldNames().forEachRemaining(name -> texts.add(TextNode.valueOf(name)));
        node.forEach(child -> texts.addAll(texts(child)));
        return texts;
    }

    /** The places that are made for secrets, and others where people put them. */
    private static List<Map<String, Object>> manifests(String secret) {
        List<Map<String, Object>> all = new ArrayList<>(places(secret));
        all.add(manifest(
                "gateway.kgateway.dev/v1alpha1",
                "Backend",
                "copies",
                Map.of(
                        "metadata",
                                Map.of(
                                        "name",
                                        "copies",
                                        "namespace",
                                        "ns",
                                        "annotations",
                                        Map.of("note", "is " + secret)),
                        "spec",
                                Map.of(
                                        "type",
                                        "Static",
                                        "static",
                                        Map.of(
                                                "hosts",
                                                List.of(Map.of("host", secret, "port", 80)),
                                                secret,
                                                "as a name")))));
        all.add(manifest(
                "gateway.networking.k8s.io/v1",
                "HTTPRoute",
                "copies",
                Map.of(
                        "spec",
                        Map.of("hostnames", List.of(secret), "rules", List.of(Map.of("x-team", "by " + secret))))));
        return all;
    }

    private static List<Map<String, Object>> places(String secret) {
        Map<String, Object> header = Map.of("name", "x-api-key", "value", secret);
        return List.of(
                manifest("v1", "Secret", "plain", Map.of("stringData", Map.of("Authorization", secret))),
                manifest("v1", "Secret", "bearer", Map.of("data", Map.of("key", base64("Bearer " + secret + "\n")))),
                manifest("v1", "Secret", "encoded", Map.of("data", Map.of("key", base64(secret), "raw", secret))),
                manifest(
                        "gateway.kgateway.dev/v1alpha1",
                        "Backend",
                        "inline",
                        Map.of(
                                "spec",
                                Map.of(
                                        "ai",
                                        Map.of(
                                                "llm",
                                                        Map.of(
                                                                "openai",
                                                                Map.of(
                                                                        "authToken",
                                                                        Map.of("kind", "Inline", "inline", secret))),
                                                "defaults", List.of(Map.of("field", "api_key", "value", secret)))))),
                manifest(
                        "agentgateway.dev/v1alpha1",
                        "AgentgatewayBackend",
                        "key",
                        Map.of(
                                "spec",
                                Map.of(
                                        "ai",
                                                Map.of(
                                                        "groups",
                                                        List.of(
                                                                Map.of(
                                                                        "providers",
                                                                        List.of(
                                                                                Map.of(
                                                                                        "openai", Map.of(),
                                                                                        "policies",
                                                                                                Map.of(
                                                                                                        "auth",
                                                                                                        Map.of(
                                                                                                                "key",
                                                                                                                secret))))))),
                                        "policies", Map.of("auth", Map.of("key", List.of(secret)))))),
                manifest(
                        "gateway.networking.k8s.io/v1",
                        "HTTPRoute",
                        "headers",
                        Map.of(
                                "spec",
                                Map.of(
                                        "rules",
                                        List.of(Map.of(
                                                "matches",
                                                        List.of(
                                                                Map.of(
                                                                        "headers",
                                                                        List.of(header),
                                                                        "queryParams",
                                                                        List.of(header))),
                                                "filters",
                                                        List.of(
                                                                Map.of(
                                                                        "type",
                                                                        "RequestHeaderModifier",
                                                                        "requestHeaderModifier",
                                                                        Map.of(
                                                                                "set",
                                                                                List.of(header),
                                                                                "add",
                                                                                List.of(header))))))))),
                manifest(
                        "external-secrets.io/v1",
                        "ExternalSecret",
                        "literal",
                        Map.of(
                                "spec",
                                Map.of(
                                        "target",
                                        Map.of(
                                                "template",
                                                Map.of(
                                                        "data",
                                                                Map.of(
                                                                        "Authorization",
                                                                        secret,
                                                                        "b",
                                                                        "{{ .A }}" + secret),
                                                        "templateFrom", List.of(Map.of("literal", secret))))))));
    }

    private static Map<String, Object> manifest(
            String apiVersion, String kind, String name, Map<String, Object> content) {
        Map<String, Object> manifest = new HashMap<>(content);
        manifest.put("apiVersion", apiVersion);
        manifest.put("kind", kind);
        manifest.putIfAbsent("metadata", Map.of("name", name, "namespace", "ns"));
        return manifest;
    }

    private static RoutingSnapshot snapshot(String secret) {
        CredentialLocation header = new CredentialLocation.Header("x-key", "");
        LlmTarget keyed = target(
                "keyed",
                new Auth.Key(
                        Secret.of(secret),
                        Optional.of(header),
                        List.of(new Auth.Key.Further(Secret.of(secret), header))),
                secret);
        LlmTarget cloud = target(
                "cloud", new Auth.Cloud("aws", Map.of("region", "eu"), Map.of("secretKey", Secret.of(secret))), secret);
        Backend backend = new Backend.Llm(
                BACKEND,
                "backend/ns/inline@1",
                List.of(new TargetGroup(List.of(keyed, cloud))),
                Map.of("*", "Completions"));
        ObjectKey broken = new ObjectKey("gateway.kgateway.dev", "Backend", "ns", "broken");
        ObjectKey statics = new ObjectKey("gateway.kgateway.dev", "Backend", "ns", "static");
        List<HeaderField> fields = List.of(HeaderField.of("Authorization", secret), HeaderField.secret("x", secret));
        RouteRule rule = new RouteRule(
                "rule/ns/headers/0@1",
                new ObjectKey("gateway.networking.k8s.io", "HTTPRoute", "ns", "headers"),
                0,
                List.of(
                        new Filter.RequestHeaders(fields, fields, List.of()),
                        new Filter.ResponseHeaders(fields, List.of(), List.of("x-y")),
                        new Filter.ReplacePrefix("/v1"),
                        new Filter.ReplaceHost("h"),
                        new Filter.Redirect(
                                Optional.of("https"),
                                Optional.of("h"),
                                Optional.of(443),
                                Optional.of(new Filter.ReplaceFullPath("/x")),
                                302)),
                List.of(new BackendRef(1, backend, List.of())),
                Timeouts.DEFAULT);
        return new RoutingSnapshot(
                1,
                List.of(new Listener(
                        new ObjectKey("gateway.networking.k8s.io", "Gateway", "ns", "gw"),
                        "https",
                        443,
                        Optional.of("*.example.com"),
                        List.of(new Listener.Certificate(
                                "chain", Secret.of(secret), List.of("*.example.com"), Instant.EPOCH)))),
                head -> Optional.empty(),
                Map.of(rule.id(), rule),
                Map.of(
                        BACKEND,
                        backend,
                        broken,
                        new Backend.Unusable(
                                broken,
                                "backend/ns/broken@1",
                                LlmError.of(ErrorKind.CONFIGURATION, "bad", "It is not accepted.")),
                        statics,
                        new Backend.Static(
                                statics,
                                "backend/ns/static@1",
                                List.of(new Address("h", 443, Optional.of(clientTls(secret)))))));
    }

    private static LlmTarget target(String name, Auth auth, String secret) {
        Setting sensitive =
                new Setting("hush", List.of(), Setting.Type.TEXT, false, true, Optional.empty(), "Not for everyone.");
        ProviderDescription provider =
                new ProviderDescription("openai", "OpenAI", "openai", List.of("openai"), List.of(sensitive));
        TargetConfig config = new TargetConfig(
                name,
                Optional.of("gpt-4"),
                new Settings(Map.of("hush", secret, "apiKey", secret, "organization", "org")),
                auth,
                new EndpointOverride(
                        Optional.of(Address.plaintext("h", 80)),
                        Optional.of("/v1?key=" + secret.replaceAll("[^A-Za-z0-9]", "x")),
                        Optional.empty(),
                        Optional.of(clientTls(secret))));
        return new LlmTarget(
                "target/ns/inline/" + name + "@1",
                config,
                provider,
                new SilentTarget(),
                List.of(
                        new RequestEdit.Set("api_key", secret),
                        new RequestEdit.Default("temperature", "1"),
                        new RequestEdit.Model("gpt-4"),
                        new RequestEdit.Remove("user"),
                        new RequestEdit.Rename("max_tokens", "max_completion_tokens")));
    }

    private static Tls clientTls(String secret) {
        return new Tls(
                Tls.Verification.FULL,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Secret.of(secret)),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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
