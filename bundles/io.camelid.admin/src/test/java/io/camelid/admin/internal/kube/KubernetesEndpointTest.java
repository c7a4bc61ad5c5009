package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.admin.internal.Admin;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesEndpointTest {
    private static final String BACKENDS = "/apis/gateway.kgateway.dev/v1alpha1/backends";
    private static final String IN_NAMESPACE = "/apis/gateway.kgateway.dev/v1alpha1/namespaces/ai-system/backends";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private final FakeConfiguration configuration = FakeConfiguration.of("manifests.yaml");

    @TempDir
    private Path directory;

    private Admin admin;

    @BeforeEach
    void open() {
        admin = new Admin(new KubernetesEndpoint(new Catalog(configuration), "0.1.0", directory.resolve("karaf.log")));
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void saysWhatThereIs() throws IOException {
        assertEquals("v1", json("/api").at("/versions/0").asText());
        JsonNode groups = json("/apis").path("groups");
        assertEquals(
                List.of(
                        "events.k8s.io",
                        "gateway.networking.k8s.io",
                        "gateway.kgateway.dev",
                        "agentgateway.dev",
                        "external-secrets.io"),
                groups.findValuesAsText("name"));
        assertEquals(
                "external-secrets.io/v1",
                json("/apis/external-secrets.io")
                        .at("/preferredVersion/groupVersion")
                        .asText());

        JsonNode backend = json("/apis/agentgateway.dev/v1alpha1").at("/resources/0");
        assertEquals("agentgatewaybackends", backend.path("name").asText());
        assertEquals("[\"agbe\"]", backend.path("shortNames").toString());
        assertEquals("[\"get\",\"list\",\"watch\"]", backend.path("verbs").toString());
        assertTrue(backend.path("namespaced").asBoolean());
    }

    @Test
    void saysItInOneDocumentToo() throws IOException {
        String accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
        HttpResponse<String> answer = admin.get("/apis", "Accept", accept);

        assertEquals(
                Optional.of("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"),
                answer.headers().firstValue("Content-Type"));
        JsonNode gatewayApi = parsed(answer.body()).at("/items/1");
        assertEquals(
                "gateway.networking.k8s.io", gatewayApi.at("/metadata/name").asText());
        assertEquals("v1", gatewayApi.at("/versions/0/version").asText());
        assertEquals("Cluster", gatewayApi.at("/versions/0/resources/0/scope").asText());
        assertEquals(
                "GatewayClass",
                gatewayApi.at("/versions/0/resources/0/responseKind/kind").asText());
    }

    @Test
    void showsAnObject() throws IOException {
        JsonNode backend = json(IN_NAMESPACE + "/openai");

        assertEquals("gateway.kgateway.dev/v1alpha1", backend.path("apiVersion").asText());
        assertEquals("gpt-4", backend.at("/spec/ai/llm/openai/model").asText());
        assertEquals(
                "openai-secret",
                backend.at("/spec/ai/llm/openai/authToken/secretRef/name").asText());
        assertEquals("True", backend.at("/status/conditions/0/status").asText());
        assertEquals(
                "2026-11-01T12:00:00Z",
                backend.at("/metadata/creationTimestamp").asText());
        assertEquals(1, backend.at("/metadata/generation").asInt());
        assertTrue(backend.at("/metadata/uid").asText().matches("[0-9a-f-]{36}"));
        assertTrue(backend.at("/metadata/resourceVersion").asText().matches("\\d+"));
        assertFalse(backend.path("metadata").has("annotations"));
        assertEquals(backend, json(IN_NAMESPACE + "/openai/status"));
        assertEquals(backend, json(IN_NAMESPACE + "/openai"), "a uid is for good");
    }

    @Test
    void showsAnObjectInTheVersionThatIsAskedFor() throws IOException {
        String grant = "/namespaces/kgateway-system/referencegrants/grant";

        assertEquals(
                "gateway.networking.k8s.io/v1",
                json("/apis/gateway.networking.k8s.io/v1" + grant)
                        .path("apiVersion")
                        .asText());
        assertEquals(
                "gateway.networking.k8s.io/v1beta1",
                json("/apis/gateway.networking.k8s.io/v1beta1" + grant)
                        .path("apiVersion")
                        .asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                BACKENDS + " | litellm-proxy llm-failover openai",
                IN_NAMESPACE + " | litellm-proxy llm-failover openai",
                "/apis/gateway.kgateway.dev/v1alpha1/namespaces/other/backends | ''",
                BACKENDS + "?limit=1 | litellm-proxy llm-failover openai",
                BACKENDS + "?labelSelector=app%3Dgateway%2Cprovider%3Dopenai | openai",
                BACKENDS + "?fieldSelector=metadata.name%3Dopenai%2Cmetadata.namespace%3Dai-system | openai",
                "/apis/agentgateway.dev/v1alpha1/agentgatewaybackends | ollama-backend",
                "/apis/gateway.networking.k8s.io/v1/httproutes | llm-routes",
                "/apis/gateway.networking.k8s.io/v1/gateways | agentgateway",
                "/apis/gateway.networking.k8s.io/v1/gatewayclasses | camelid",
                "/apis/gateway.networking.k8s.io/v1beta1/referencegrants | grant",
                "/apis/external-secrets.io/v1/externalsecrets | bedrock-secret",
                "/api/v1/secrets | openai-secret",
                "/api/v1/services | vllm",
                "/api/v1/namespaces | ai-system kgateway-system",
                "/api/v1/events?fieldSelector=involvedObject.name%3Dopenai | ''",
                "/apis/events.k8s.io/v1/namespaces/ai-system/events | ''",
                "/api/v1/namespaces/ai-system/pods?labelSelector=app.kubernetes.io%2Fname%3Dagentgateway | camelid"
            })
    void listsObjects(String path, String names) throws IOException {
        JsonNode list = json(path);

        assertTrue(
                list.path("kind").asText().endsWith("List"), list.path("kind").asText());
        assertTrue(list.at("/metadata/resourceVersion").asText().matches("\\d+"));
        assertEquals(
                names,
                String.join(
                        " ",
                        StreamSupport.stream(list.path("items").spliterator(), false)
                                .map(item -> item.at("/metadata/name").asText())
                                .toList()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/apis/gateway.kgateway.dev/v1alpha1/backends | Name Type Provider Accepted Age Reason* Message* Resolved* | openai AI openai True",
                "/apis/agentgateway.dev/v1alpha1/agentgatewaybackends | Name Type Provider Accepted Age Reason* Message* Resolved* | ollama-backend ai openai True",
                "/apis/gateway.networking.k8s.io/v1/gateways | Name Class Address Programmed Age | agentgateway camelid 127.0.0.1 True",
                "/apis/gateway.networking.k8s.io/v1/gatewayclasses | Name Controller Accepted Age Description* | camelid camelid.io/gateway-controller True",
                "/apis/gateway.networking.k8s.io/v1/httproutes | Name Hostnames Age | llm-routes [\"ai.sklab.dev\",\"*.example.com\"]",
                "/api/v1/secrets | Name Type Data Age | openai-secret Opaque 2",
                "/api/v1/services | Name Type Cluster-IP External-IP Port(s) Age Selector* | vllm ClusterIP <none> <none> 8000/TCP"
            })
    void makesTables(String path, String columns, String lastRow) throws IOException {
        JsonNode table = parsed(admin.get(path, "Accept", TABLE).body());

        assertEquals("Table", table.path("kind").asText());
        assertEquals(
                columns,
                String.join(
                        " ",
                        StreamSupport.stream(table.path("columnDefinitions").spliterator(), false)
                                .map(column -> column.path("name").asText()
                                        + (column.path("priority").asInt() > 0 ? "*" : ""))
                                .toList()));
        JsonNode row = table.path("rows").path(table.path("rows").size() - 1);
        List<String> cells = StreamSupport.stream(row.path("cells").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        assertTrue(String.join(" ", cells).startsWith(lastRow), cells::toString);
        assertEquals("PartialObjectMetadata", row.at("/object/kind").asText());
        assertEquals(cells.get(0), row.at("/object/metadata/name").asText());
    }

    @Test
    void makesATableOfOneObjectOrWithWholeObjects() throws IOException {
        JsonNode one = parsed(
                admin.get(IN_NAMESPACE + "/llm-failover", "Accept", TABLE).body());
        assertEquals("anthropic,openai", one.at("/rows/0/cells/2").asText());

        JsonNode whole = parsed(
                admin.get(BACKENDS + "?includeObject=Object", "Accept", TABLE).body());
        assertEquals("Static", whole.at("/rows/0/object/spec/type").asText());
        JsonNode none = parsed(
                admin.get(BACKENDS + "?includeObject=None", "Accept", TABLE).body());
        assertFalse(none.at("/rows/0").has("object"));
    }

    @Test
    void showsMetadataOnly() throws IOException {
        String accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        JsonNode list = parsed(admin.get(BACKENDS, "Accept", accept).body());

        assertEquals("PartialObjectMetadataList", list.path("kind").asText());
        assertEquals("litellm-proxy", list.at("/items/0/metadata/name").asText());
        assertFalse(list.at("/items/0").has("spec"));
    }

    @Test
    void hidesSecretsSoThatTheyStillDecode() throws IOException {
        JsonNode secret = json("/api/v1/namespaces/ai-system/secrets/openai-secret");

        assertEquals(
                "{\"Authorization\":\"Kioq\",\"api-key\":\"Kioq\"}",
                secret.path("data").toString());
        assertFalse(secret.has("stringData"));
        assertEquals(
                "{\"note\":\"a copy of *** for later\"}",
                secret.at("/metadata/annotations").toString());
    }

    @Test
    void survivesLabelsThatAreNoText() throws IOException {
        JsonNode route = json("/apis/gateway.networking.k8s.io/v1/namespaces/ai-system/httproutes/llm-routes");

        assertEquals("\"1\"", route.at("/metadata/labels/tier").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                IN_NAMESPACE + "/nope | 404 | NotFound | backends.gateway.kgateway.dev \"nope\" not found",
                "/api/v1/namespaces/nope | 404 | NotFound | namespaces \"nope\" not found",
                "/api/v1/configmaps | 404 | NotFound | the server could not find the requested resource",
                "/api/v2 | 404 | NotFound | the server could not find the requested resource",
                "/apis/apps/v1 | 404 | NotFound | the server could not find the requested resource",
                "/apis/apps | 404 | NotFound | the server could not find the requested resource",
                "/openapi/v2 | 404 | NotFound | the server could not find the requested resource",
                BACKENDS + "/openai | 404 | NotFound | the server could not find the requested resource",
                IN_NAMESPACE + "/openai/scale | 404 | NotFound | the server could not find the requested resource",
                BACKENDS
                        + "?fieldSelector=spec.x%3D1 | 400 | BadRequest | field label not supported: spec.x (supported: metadata.name, metadata.namespace, type)",
                BACKENDS + "?labelSelector=a%20b | 400 | BadRequest | unable to parse requirement: a b",
                BACKENDS + "?watch=1&resourceVersion=x | 400 | BadRequest | Invalid value: \"x\" of resourceVersion",
                BACKENDS + "?watch=1&resourceVersion=1 | 410 | Expired | too old resource version: 1",
                BACKENDS
                        + "?watch=1&sendInitialEvents=true | 422 | Invalid | sendInitialEvents: Forbidden: not supported; list, then watch",
                "/api/v1/namespaces/ai-system/pods/camelid/log | 404 | NotFound | there is no log file; the log may go to the console"
            })
    void failsAsAnApiServerDoes(String path, int status, String reason, String message) throws IOException {
        HttpResponse<String> answer = admin.get(path);
        JsonNode document = parsed(answer.body());

        assertEquals(status, answer.statusCode());
        assertEquals("Status", document.path("kind").asText());
        assertEquals("Failure", document.path("status").asText());
        assertEquals(reason, document.path("reason").asText());
        assertEquals(message, document.path("message").asText());
        assertEquals(status, document.path("code").asInt());
    }

    @Test
    void saysWhichShapesItCanMake() throws IOException {
        assertEquals(406, admin.get(BACKENDS, "Accept", "application/yaml").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void cannotBeWrittenTo(String method) throws IOException {
        HttpResponse<String> answer = admin.send(method, IN_NAMESPACE + "/openai");

        assertEquals(405, answer.statusCode());
        assertEquals("MethodNotAllowed", parsed(answer.body()).path("reason").asText());
    }

    @Test
    void canBeWatched() throws IOException {
        String version = json(BACKENDS).at("/metadata/resourceVersion").asText();
        configuration.put(Map.of(
                "apiVersion",
                "gateway.kgateway.dev/v1alpha1",
                "kind",
                "Backend",
                "metadata",
                Map.of("name", "fresh", "namespace", "ai-system"),
                "spec",
                Map.of("type", "Static")));

        HttpResponse<String> answer =
                admin.get(BACKENDS + "?watch=true&timeoutSeconds=1&resourceVersion=" + version, "Accept", TABLE);

        JsonNode event = parsed(answer.body().strip());
        assertEquals("ADDED", event.path("type").asText());
        assertEquals("fresh", event.at("/object/rows/0/cells/0").asText());
    }

    @Test
    void showsItsOwnLogWithoutSecrets() throws IOException {
        Path log = directory.resolve("karaf.log");
        Files.writeString(log, "one\ntwo data-SECRET-1234\nthree\nhalf");
        String path = "/api/v1/namespaces/ai-system/pods/camelid/log";

        assertEquals(
                "one\ntwo ***\nthree\n", admin.get(path + "?container=gateway").body());
        assertEquals("two ***\nthree\n", admin.get(path + "?tailLines=2").body());

        ProcessLog following = new ProcessLog(log, 1, text -> text);
        assertEquals("three\n", text(following));
        Files.writeString(log, " and whole\nfive\n", StandardOpenOption.APPEND);
        assertEquals("half and whole\nfive\n", text(following));
        Files.writeString(log, "anew\n");
        assertEquals("anew\n", text(following));
        assertEquals("", text(following));
    }

    private static String text(ProcessLog log) {
        return new String(log.next(), StandardCharsets.UTF_8);
    }

    private JsonNode json(String path) throws IOException {
        HttpResponse<String> answer = admin.get(path);
        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("Content-Type"));
        return parsed(answer.body());
    }

    private static JsonNode parsed(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }
}
