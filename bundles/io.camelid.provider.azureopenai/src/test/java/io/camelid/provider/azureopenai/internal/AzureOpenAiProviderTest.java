package io.camelid.provider.azureopenai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.Secret;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.testkit.ProviderConformance;
import io.camelid.testkit.upstream.FakeAzureOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureOpenAiProviderTest extends ProviderConformance {
    private static final String FOUNDRY = "endpoint=https://res.services.ai.azure.com";
    private static final RequestEdit RENAME = new RequestEdit.Rename("max_tokens", "max_completion_tokens");
    private static final RequestEdit USAGE = new RequestEdit.Default("stream_options", "{\"include_usage\":true}");
    private static final List<RequestEdit> OLD = List.of(
            new RequestEdit.Rename("max_completion_tokens", "max_tokens"),
            new RequestEdit.Remove("max_completion_tokens"),
            new RequestEdit.Remove("stream_options"));

    @Override
    protected LlmProvider provider() {
        return new AzureOpenAiProvider(Map.of(), InstantSource.system());
    }

    @Override
    protected Settings settings() {
        return settings("endpoint=https://res.openai.azure.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            endpoint=https://res.openai.azure.com                       | https://res.openai.azure.com/openai/v1/chat/completions
            endpoint=http://res.openai.azure.com/                       | https://res.openai.azure.com/openai/v1/chat/completions
            endpoint=RES.openai.azure.com/openai/v1?x=y                 | https://res.openai.azure.com/openai/v1/chat/completions
            endpoint=res                                                | https://res.openai.azure.com/openai/v1/chat/completions
            endpoint=res.cognitiveservices.azure.com                    | https://res.cognitiveservices.azure.com/openai/v1/chat/completions
            endpoint=apim.corp.example:8443                             | https://apim.corp.example:8443/openai/v1/chat/completions
            endpoint=res apiVersion=v1                                  | https://res.openai.azure.com/openai/v1/chat/completions
            endpoint=res apiVersion=preview deploymentName=d            | https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview
            endpoint=res apiVersion=2024-10-21 deploymentName=d         | https://res.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21
            endpoint=res.services.ai.azure.com                          | https://res.services.ai.azure.com/api/projects/res/openai/v1/chat/completions
            endpoint=https://res.services.ai.azure.com/api/projects/pro | https://res.services.ai.azure.com/api/projects/pro/openai/v1/chat/completions
            resourceName=res resourceType=OpenAI                        | https://res.openai.azure.com/openai/v1/chat/completions
            resourceName=res resourceType=OpenAI apiVersion=2024-10-21  | https://res.openai.azure.com/openai/deployments/some-model/chat/completions?api-version=2024-10-21
            resourceName=res resourceType=Foundry projectName=pro       | https://res.services.ai.azure.com/api/projects/pro/openai/v1/chat/completions
            """)
    void findsTheResource(String settings, String url) throws LlmException {
        assertEquals(url, url(settings, EndpointOverride.NONE, call(FormatId.COMPLETIONS, "some-model")));
    }

    /** The Azure block of the first seed, word for word (acceptance case S8). */
    @Test
    void servesTheSeed() throws LlmException {
        String seed = "endpoint=https://your-resource.openai.azure.com deploymentName=gpt-4-deployment"
                + " apiVersion=2024-02-15-preview";
        ProviderTarget target = open(seed, Auth.Key.of("k"), EndpointOverride.NONE);
        HttpCall call = (HttpCall) target.prepare(call(FormatId.COMPLETIONS, "gpt-4"));
        assertEquals(Address.https("your-resource.openai.azure.com"), call.address());
        assertEquals(
                "/openai/deployments/gpt-4-deployment/chat/completions?api-version=2024-02-15-preview", call.target());
        assertEquals(
                List.of(HeaderField.secret("api-key", "k")), sign(target, call).headers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                                    | endpoint is required
            resourceType=OpenAI                   | resourceName is required
            resourceName=res                      | resourceType is required
            resourceName=res resourceType=openai  | resourceType must be OpenAI or Foundry
            resourceName=res resourceType=Foundry | projectName is required when resourceType is Foundry
            resourceName=a/b resourceType=OpenAI  | 'a/b' is no name of an Azure resource
            endpoint=res resourceName=res         | endpoint and resourceName are mutually exclusive
            endpoint=a@b.example                  | endpoint must be a host, such as https://my-resource.openai.azure.com
            endpoint=b.example:99999              | endpoint must be a host, such as https://my-resource.openai.azure.com
            endpoint=res apiVersion=2024-10-21    | deploymentName is required for this apiVersion
            endpoint=res apiVersion=preview       | deploymentName is required for this apiVersion
            endpoint=res apiVersion=v1&x=y        | apiVersion must be v1, preview or a dated version such as 2024-10-21, not 'v1&x=y'
            """)
    void refusesWhatMakesNoSense(String settings, String message) {
        LlmException refused =
                assertThrows(LlmException.class, () -> open(settings, Auth.Key.of("k"), EndpointOverride.NONE));
        assertEquals(message, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "openai.responses,  2025-03-01-preview, /openai/responses?api-version=2025-03-01-preview",
        "openai.embeddings, 2024-10-21,         /openai/deployments/d/embeddings?api-version=2024-10-21",
        "openai.models,     2024-10-21,         /openai/models/some-model?api-version=2024-10-21",
        "openai.responses,  v1,                 /openai/v1/responses",
        "openai.embeddings, preview,            /openai/v1/embeddings?api-version=preview",
        "openai.models,     v1,                 /openai/v1/models/some-model",
    })
    void hasAPathForEverything(String format, String version, String target) throws LlmException {
        String settings = "endpoint=res deploymentName=d apiVersion=" + version;
        assertEquals(
                "https://res.openai.azure.com" + target,
                url(settings, EndpointOverride.NONE, call(new FormatId(format), "some-model")));
    }

    @Test
    void listsModels() throws LlmException {
        assertEquals(
                "https://res.openai.azure.com/openai/v1/models",
                url("endpoint=res", EndpointOverride.NONE, call(FormatId.MODELS, "")));
    }

    /** A client's path is one of OpenAI's, which Azure does not have: so it is never kept. */
    @ParameterizedTest
    @CsvSource({
        "        ,      , http://127.0.0.1:9/openai/deployments/d/chat/completions?api-version=2024-10-21",
        "        , /apim, http://127.0.0.1:9/apim/chat/completions?api-version=2024-10-21",
        "/x      ,      , http://127.0.0.1:9/x?api-version=2024-10-21",
        "/x?api-version=1,, http://127.0.0.1:9/x?api-version=1",
    })
    void goesWhereTheOverrideSays(String fullPath, String prefix, String url) throws LlmException {
        EndpointOverride override = new EndpointOverride(
                Optional.of(Address.plaintext("127.0.0.1", 9)),
                Optional.ofNullable(fullPath),
                Optional.ofNullable(prefix),
                Optional.empty());
        assertEquals(
                url,
                url(
                        "endpoint=res deploymentName=d apiVersion=2024-10-21",
                        override,
                        call(FormatId.COMPLETIONS, "some-model")));
    }

    @Test
    void takesItsOwnVersionAndTheRestOfTheClientsQuery() throws LlmException {
        String dated = "endpoint=res deploymentName=d apiVersion=2024-10-21";
        assertEquals(
                "https://res.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21&a=b%20c",
                url(dated, EndpointOverride.NONE, call(FormatId.COMPLETIONS, "m", "api-version=2023-05-15&a=b%20c")));
        assertEquals(
                "https://res.openai.azure.com/openai/v1/chat/completions?a=b",
                url("endpoint=res", EndpointOverride.NONE, call(FormatId.COMPLETIONS, "m", "a=b&api-version=1")));
    }

    @Test
    void leavesThePathAndQueryOfAnUnknownApiAlone() throws LlmException {
        LlmCall call = new LlmCall(
                Operation.OTHER,
                FormatId.OPAQUE,
                "",
                false,
                "POST",
                Optional.of("/openai/v1/images/generations"),
                "api-version=preview",
                Headers.none());
        assertEquals(
                "https://res.openai.azure.com/openai/v1/images/generations?api-version=preview",
                url("endpoint=res", EndpointOverride.NONE, call));
    }

    @Test
    void asksForClaudeInItsOwnFormat() throws LlmException {
        ProviderTarget target = open(FOUNDRY, Auth.Key.of("k"), EndpointOverride.NONE);
        assertEquals(List.of(FormatId.MESSAGES), target.formats(Operation.CHAT, "claude-sonnet-4-5"));
        assertEquals(
                List.of(FormatId.MESSAGES_COUNT_TOKENS), target.formats(Operation.COUNT_TOKENS, "claude-sonnet-4-5"));
        assertEquals(List.of(), target.formats(Operation.COUNT_TOKENS, "gpt-5"));
        assertEquals(List.of(FormatId.COMPLETIONS, FormatId.RESPONSES), target.formats(Operation.CHAT, "gpt-5"));

        HttpCall call = (HttpCall) target.prepare(call(FormatId.MESSAGES, "claude-sonnet-4-5"));
        assertEquals("/anthropic/v1/messages", call.target());
        assertEquals(List.of(HeaderField.of("anthropic-version", "2023-06-01")), call.headers());
        HttpCall count = (HttpCall) target.prepare(call(FormatId.MESSAGES_COUNT_TOKENS, "claude-sonnet-4-5"));
        assertEquals("/anthropic/v1/messages/count_tokens", count.target());

        ProviderTarget deployed = open(FOUNDRY + " deploymentName=claude-x", Auth.Key.of("k"), EndpointOverride.NONE);
        assertEquals(List.of(FormatId.MESSAGES), deployed.formats(Operation.CHAT, "gpt-5"));
        assertEquals(
                List.of(FormatId.COMPLETIONS, FormatId.RESPONSES),
                open("endpoint=res", Auth.Key.of("k"), EndpointOverride.NONE).formats(Operation.CHAT, "claude-x"));
    }

    @Test
    void keepsTheClientsAnthropicVersion() throws LlmException {
        LlmCall call = new LlmCall(
                Operation.CHAT,
                FormatId.MESSAGES,
                "claude-x",
                false,
                "POST",
                Optional.empty(),
                "",
                Headers.of(List.of(HeaderField.of("Anthropic-Version", "2024-01-01"))));
        assertEquals(
                List.of(),
                ((HttpCall) open(FOUNDRY, Auth.Key.of("k"), EndpointOverride.NONE)
                                .prepare(call))
                        .headers());
    }

    @Test
    void offersResponsesSinceAzureHasThem() throws LlmException {
        String dated = "endpoint=res deploymentName=d apiVersion=";
        assertEquals(
                List.of(FormatId.COMPLETIONS),
                open(dated + "2025-02-01-preview", Auth.Key.of("k"), EndpointOverride.NONE)
                        .formats(Operation.CHAT, ""));
        assertEquals(
                List.of(FormatId.COMPLETIONS, FormatId.RESPONSES),
                open(dated + "2025-03-01-preview", Auth.Key.of("k"), EndpointOverride.NONE)
                        .formats(Operation.CHAT, ""));
    }

    @ParameterizedTest
    @CsvSource({
        // version, model, old parameters?, rename?
        "2024-02-15-preview, gpt-4o,        true,  false",
        "2024-08-01-preview, llama-3,       true,  false",
        "2024-09-01-preview, gpt-4o,        false, true",
        "2024-10-21,         gpt-4o,        false, true",
        "2024-10-21,         llama-3,       false, false",
        "v1,                 gpt-4o,        false, true",
        "v1,                 gpt-oss-120b,  false, false",
        "preview,            gpt-5,         false, true",
    })
    void speaksToEachVersionInItsWords(String version, String model, boolean old, boolean rename) throws LlmException {
        ProviderTarget target =
                open("endpoint=res deploymentName=d apiVersion=" + version, Auth.Key.of("k"), EndpointOverride.NONE);
        List<RequestEdit> expected = new ArrayList<>();
        if (!version.startsWith("20")) {
            expected.add(new RequestEdit.Model("d"));
        }
        if (old) {
            expected.addAll(OLD);
        }
        if (rename) {
            expected.add(RENAME);
        }
        assertEquals(expected, target.edits(call(FormatId.COMPLETIONS, model)));
        if (!old) {
            expected.add(USAGE);
        }
        assertEquals(expected, target.edits(streamed(model)));
    }

    @Test
    void namesTheDeploymentWhereThePathDoesNot() throws LlmException {
        ProviderTarget target = open(
                "endpoint=res deploymentName=d apiVersion=2025-03-01-preview", Auth.Key.of("k"), EndpointOverride.NONE);
        assertEquals(List.of(new RequestEdit.Model("d")), target.edits(call(FormatId.RESPONSES, "m")));
        assertEquals(List.of(), target.edits(call(FormatId.EMBEDDINGS, "m")));
        assertEquals(List.of(), target.edits(call(FormatId.MODELS, "m")));
    }

    @Test
    void signsWhereTheManifestSays() throws LlmException {
        Auth.Key elsewhere = new Auth.Key(
                Secret.of("k"), Optional.of(new CredentialLocation.Header("Authorization", "Bearer ")), List.of());
        ProviderTarget target = open("endpoint=res", elsewhere, EndpointOverride.NONE);
        HttpCall call = (HttpCall) target.prepare(call(FormatId.COMPLETIONS, "m"));
        assertEquals(
                List.of(HeaderField.secret("Authorization", "Bearer k")),
                sign(target, call).headers());
    }

    /** An operator's own host may want no credential; looking for a metadata service would delay every call. */
    @Test
    void needsNoIdentityForAnotherHost() throws LlmException {
        EndpointOverride override = new EndpointOverride(
                Optional.of(Address.plaintext("127.0.0.1", 9)), Optional.empty(), Optional.empty(), Optional.empty());
        ProviderTarget target = open("endpoint=res", Auth.DEFAULT, override);
        HttpCall call = (HttpCall) target.prepare(call(FormatId.COMPLETIONS, "m"));
        assertEquals(List.of(), sign(target, call).headers());
    }

    @Test
    void signsWithATokenOfEntra() throws Exception {
        try (FakeUpstream entra = FakeUpstream.start(
                (request, response) -> response.json(200, "{\"access_token\":\"tok\",\"expires_in\":3600}"))) {
            Map<String, String> environment = Map.of(
                    "AZURE_AUTHORITY_HOST", "http://127.0.0.1:" + entra.port(),
                    "AZURE_TENANT_ID", "tenant",
                    "AZURE_CLIENT_ID", "app",
                    "AZURE_CLIENT_SECRET", "s3cret");
            LlmProvider provider = new AzureOpenAiProvider(environment, InstantSource.system());
            for (String settings : List.of("endpoint=res", FOUNDRY)) {
                ProviderTarget target = provider.open(new TargetConfig(
                        "test", Optional.empty(), settings(settings), Auth.DEFAULT, EndpointOverride.NONE));
                HttpCall call = (HttpCall) target.prepare(call(FormatId.COMPLETIONS, "m"));
                HttpCall signed = target.sign(call, ByteBuffer.allocate(0))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                assertEquals(List.of(HeaderField.secret("Authorization", "Bearer tok")), signed.headers());
                sign(target, call);
            }
            assertTrue(entra.take().text().contains("scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default"));
            assertTrue(entra.take().text().contains("scope=https%3A%2F%2Fai.azure.com%2F.default"));
            assertEquals(2, entra.requests().size(), "one for each target");
        }
    }

    /** The calls that this makes are those that Azure takes. */
    @ParameterizedTest
    @CsvSource({
        "endpoint=res deploymentName=d apiVersion=2024-02-15-preview",
        "endpoint=res deploymentName=d",
        "endpoint=res deploymentName=d apiVersion=preview",
        "resourceName=res resourceType=Foundry projectName=p",
    })
    void isUnderstoodByAzure(String settings) throws Exception {
        try (FakeUpstream azure = FakeUpstream.start(new FakeAzureOpenAi("k", "t", List.of("d")))) {
            EndpointOverride override = new EndpointOverride(
                    Optional.of(Address.plaintext("127.0.0.1", azure.port())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            ProviderTarget target = open(settings, Auth.Key.of("k"), override);
            HttpCall call = sign(target, (HttpCall) target.prepare(call(FormatId.COMPLETIONS, "d")));
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://" + call.address().authority() + call.target()));
            call.headers().forEach(field -> request.header(field.name(), field.value()));
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            request.POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"d\",\"messages\":[]}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
        }
    }

    @Test
    void refusesCredentialsOfAnotherCloud() {
        LlmException refused = assertThrows(
                LlmException.class,
                () -> open("endpoint=res", new Auth.Cloud("aws", Map.of(), Map.of()), EndpointOverride.NONE));
        assertEquals(
                "Azure OpenAI takes a key or an identity of Azure, not credentials of the cloud aws",
                refused.getMessage());
    }

    private static Settings settings(String pairs) {
        Map<String, Object> values = new HashMap<>();
        for (String pair : pairs.split(" ")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return new Settings(values);
    }

    private ProviderTarget open(String settings, Auth auth, EndpointOverride endpoint) throws LlmException {
        return provider().open(new TargetConfig("test", Optional.empty(), settings(settings), auth, endpoint));
    }

    private String url(String settings, EndpointOverride endpoint, LlmCall call) throws LlmException {
        HttpCall prepared =
                (HttpCall) open(settings, Auth.Key.of("k"), endpoint).prepare(call);
        String scheme = prepared.address().tls().isPresent() ? "https://" : "http://";
        return scheme + prepared.address().authority() + prepared.target();
    }

    private static HttpCall sign(ProviderTarget target, HttpCall call) {
        return target.sign(call, ByteBuffer.allocate(0)).toCompletableFuture().join();
    }

    private static LlmCall call(FormatId format, String model) {
        return call(format, model, "");
    }

    private static LlmCall call(FormatId format, String model, String query) {
        return call(format, model, query, false);
    }

    private static LlmCall streamed(String model) {
        return call(FormatId.COMPLETIONS, model, "", true);
    }

    private static LlmCall call(FormatId format, String model, String query, boolean stream) {
        Operation operation =
                switch (format.value()) {
                    case "openai.embeddings" -> Operation.EMBEDDINGS;
                    case "openai.models" -> Operation.MODELS;
                    case "anthropic.count_tokens" -> Operation.COUNT_TOKENS;
                    default -> Operation.CHAT;
                };
        return new LlmCall(
                operation,
                format,
                model,
                stream,
                operation == Operation.MODELS ? "GET" : "POST",
                Optional.of("/v1/chat/completions"),
                query,
                Headers.none());
    }
}
