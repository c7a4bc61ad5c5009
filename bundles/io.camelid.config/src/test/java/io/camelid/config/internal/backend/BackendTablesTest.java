package io.camelid.config.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Condition;
import io.camelid.config.internal.FakeProvider;
import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.Backend;
import io.camelid.spi.Secret;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.Tls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both dialects, member by member. Specs are written in YAML's flow style to have one on a line. */
class BackendTablesTest {
    private static final String A = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\n";
    private static final String B = "apiVersion: agentgateway.dev/v1alpha1\nkind: AgentgatewayBackend\n";
    private static final FakeProvider[] INSTALLED = FakeProvider.ofTheSeeds().toArray(FakeProvider[]::new);

    private static final String SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\n"
            + "spec: {ports: [{port: 80}, {port: 443}, {port: 8443, appProtocol: https}]}";
    private static final String OUTSIDE = "apiVersion: v1\nkind: Service\nmetadata: {name: outside, namespace: ns}\n"
            + "spec: {type: ExternalName, externalName: llm.example}";

    private static Manifests a(String spec, String... further) {
        return compile(A, spec, further);
    }

    private static Manifests b(String spec, String... further) {
        return compile(B, spec, further);
    }

    private static Manifests compile(String head, String spec, String... further) {
        String yaml = head + "metadata: {name: b, namespace: ns, generation: 3}\nspec: " + spec + "\n---\n"
                + String.join("\n---\n", further);
        return Manifests.compile(yaml, INSTALLED);
    }

    private static String secret(String data) {
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: ns}\n" + data;
    }

    private static Condition accepted(Manifests manifests) {
        return manifests.outcome().book().statuses().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals("b"))
                .findFirst()
                .orElseThrow()
                .getValue()
                .conditions()
                .get(0);
    }

    private static void assertRefused(Manifests manifests, String cause) {
        Condition accepted = accepted(manifests);
        assertFalse(accepted.status(), accepted::toString);
        assertTrue(accepted.message().startsWith("failed to translate backend: "), accepted.message());
        assertTrue(accepted.message().contains(cause), accepted.message());
        assertEquals(3, accepted.observedGeneration());
        Backend.Unusable backend = assertInstanceOf(Backend.Unusable.class, manifests.backend("ns", "b"));
        assertEquals(500, backend.error().status());
        assertTrue(backend.error().message().contains("ns/b"), backend.error().message());
    }

    private static Auth.Key key(Manifests manifests) {
        assertTrue(accepted(manifests).status(), () -> accepted(manifests).message());
        return (Auth.Key) manifests.target("ns", "b").config().auth();
    }

    private static final String A_REF =
            "{type: AI, ai: {llm: {openai: {authToken: {kind: SecretRef, secretRef: {name: s}}}}}}";
    private static final String B_REF = "{ai: {provider: {openai: {}}}, policies: {auth: {secretRef: {name: s}}}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{Authorization: k}                            | k   |                  ",
                "{Authorization: '  Bearer k '}                | k   |                  ",
                "{Authorization: 'bearer k'}                   | k   |                  ",
                "{Authorization: k, api-key: other}            | k   |                  ",
                "{Authorization: ' ', api-key: k}              | k   | key api-key used ",
                "{Authorization: '<no value>', apiKey: k, z: x}| k   | key apiKey used  ",
                "{api_key: k, token: t}                        | k   | key api_key used ",
                "{token: k, other: t}                          | k   | key token used   ",
                "{OPENAI_API_KEY: k}                           | k   | key OPENAI_API_KEY used",
                "{OPENAI_API_KEY: 'Bearer k', empty: ''}       | k   | key OPENAI_API_KEY used",
            })
    void secretKeysAreFoundUnderTheirUsualNames(String stringData, String expected, String note) {
        for (Manifests compiled :
                List.of(a(A_REF, secret("stringData: " + stringData)), b(B_REF, secret("stringData: " + stringData)))) {
            assertEquals(Secret.of(expected), key(compiled).value());
            String message = accepted(compiled).message();
            assertTrue(note == null ? message.endsWith("accepted") : message.endsWith("secret ns/s: " + note), message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stringData: {a: x, b: y}          | secret ns/s missing Authorization value",
                "stringData: {}                    | secret ns/s missing Authorization value",
                "data: {}                          | secret ns/s missing Authorization value",
                "type: Opaque                      | secret ns/s missing Authorization value",
                "data: {Authorization: '***'}      | secret ns/s: data.Authorization is not valid base64",
                "data: {Authorization: '/w=='}     | secret ns/s: data.Authorization is not UTF-8 text",
            })
    void unusableSecretsAreNamed(String secret, String cause) {
        assertRefused(a(A_REF, secret(secret)), cause);
        assertRefused(b(B_REF, secret(secret)), cause);
        assertEquals("Invalid", accepted(a(A_REF, secret(secret))).reason());
        assertEquals("TranslationError", accepted(b(B_REF, secret(secret))).reason());
    }

    @Test
    void missingSecretIsNamed() {
        assertEquals(
                "failed to translate backend: secret ns/s not found",
                accepted(a(A_REF)).message());
        assertEquals(
                "failed to translate backend: secret ns/s not found",
                accepted(b(B_REF)).message());
        assertEquals(
                "secret_not_found",
                ((Backend.Unusable) b(B_REF).backend("ns", "b")).error().code());
    }

    @Test
    void secretOfAnotherNamespaceIsOutOfReach() {
        assertRefused(
                a(A_REF, secret("stringData: {Authorization: k}").replace("namespace: ns", "namespace: other")),
                "secret ns/s not found");
    }

    @Test
    void dataIsBase64AndStringDataWins() {
        assertEquals(
                Secret.of("k"),
                key(a(A_REF, secret("data: {Authorization: Qm VhcmVyIGs=}"))).value());
        assertEquals(
                Secret.of("new"),
                key(a(A_REF, secret("data: {Authorization: b2xk}\nstringData: {Authorization: new}")))
                        .value());
    }

    @Test
    void namedKeyIsTheOnlyOneTried() {
        String spec = "{ai: {provider: {openai: {}}}, policies: {auth: {secretRef: {name: s, key: mine}}}}";
        assertEquals(
                Secret.of("k"),
                key(b(spec, secret("stringData: {mine: Bearer k, Authorization: x}")))
                        .value());
        assertRefused(b(spec, secret("stringData: {Authorization: x}")), "secret ns/s missing mine value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: Inline, inline: 'Bearer k'}       | Key",
                "{kind: inline, inline: k}                | Key",
                "{kind: Passthrough}                      | Passthrough",
            })
    void authTokenKinds(String token, String expected) {
        Manifests compiled = a("{type: AI, ai: {llm: {openai: {authToken: " + token + "}}}}");
        Auth auth = compiled.target("ns", "b").config().auth();
        assertEquals(expected, auth.getClass().getSimpleName());
        if (auth instanceof Auth.Key key) {
            assertEquals(Auth.Key.of("k"), key);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: Inline}                                        | authToken.inline: is required",
                "{inline: x}                                           | authToken.kind: is required",
                "{kind: SecretRef}                                     | secretRef.name: is required",
                "{kind: Secretref2, secretRef: {name: s}}              | must be one of Inline, SecretRef, Passthrough, did you mean \"SecretRef\"?",
                "{kind: SecretRef, inline: x, secretRef: {name: s}}    | at most one of the fields in [inline, secretRef] may be set",
                "text                                                  | authToken: must be an object",
            })
    void wrongAuthTokens(String token, String cause) {
        assertRefused(
                a("{type: AI, ai: {llm: {openai: {authToken: " + token + "}}}}", secret("stringData: {a: b}")), cause);
    }

    @Test
    void authHeaderSaysWhereTheCredentialGoes() {
        String spec = "{type: AI, ai: {llm: {authHeader: %s, openai: {authToken: {kind: Inline, inline: k}}}}}";
        assertEquals(
                Optional.of(new CredentialLocation.Header("x-api-key", "")),
                key(a(spec.formatted("{headerName: x-api-key}"))).location());
        assertEquals(
                Optional.of(new CredentialLocation.Header("Authorization", "Token ")),
                key(a(spec.formatted("{prefix: Token}"))).location());
        assertEquals(
                Optional.of(CredentialLocation.BEARER),
                key(a(spec.formatted("{headerName: Authorization}"))).location());
        assertRefused(a(spec.formatted("{}")), "at least one of the fields in [prefix headerName] must be set");
    }

    @Test
    void dialectBAuthKinds() {
        String spec = "{ai: {provider: {openai: {}}}, policies: {auth: %s}}";
        assertEquals(
                new Auth.Key(
                        Secret.of("k"),
                        Optional.of(new CredentialLocation.QueryParameter("key")),
                        List.of(new Auth.Key.Further(Secret.of("k2"), new CredentialLocation.Header("x-second", "")))),
                key(b(
                        spec.formatted("{key: k, location: {queryParameter: {name: key}}, credentials:"
                                + " [{location: {header: {name: x-second}}, secretRef: {name: s}}]}"),
                        secret("stringData: {token: k2}"))));
        assertEquals(
                new Auth.Passthrough(),
                b(spec.formatted("{passthrough: {}}"))
                        .target("ns", "b")
                        .config()
                        .auth());
        assertEquals(
                new Auth.Cloud(
                        "aws", Map.of("assumeRole", Map.of("roleArn", "arn:x"), "region", "eu-west-1"), Map.of()),
                b(spec.formatted("{aws: {assumeRole: {roleArn: 'arn:x'}, region: eu-west-1}}"))
                        .target("ns", "b")
                        .config()
                        .auth());
        assertEquals(
                new Auth.Cloud("gcp", Map.of(), Map.of("credentials.json", Secret.of("{}"))),
                b(spec.formatted("{gcp: {secretRef: {name: s}}}"), secret("stringData: {credentials.json: '{}'}"))
                        .target("ns", "b")
                        .config()
                        .auth());
        assertEquals(
                new Auth.Cloud("azure", Map.of("workloadIdentity", Map.of()), Map.of()),
                b(spec.formatted("{azure: {workloadIdentity: {}}}"))
                        .target("ns", "b")
                        .config()
                        .auth());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{key: k, secretRef: {name: s}}                          | at most one of the fields in",
                "{aws: {secretRef: {name: s}, assumeRole: {roleArn: x}}} | secretRef and assumeRole are mutually exclusive",
                "{aws: {secretRef: {name: s}}}                           | accessKey is missing or not a valid string",
                "{gcp: {audience: x}}                                    | audience is only valid with IdToken",
                "{jwtSign: {}}                                           | policies.auth.jwtSign: is not supported",
                "{key: k, location: {header: {}}}                        | location.header.name: is required",
                "{passthrough: {}, gcp: {}}                              | at most one of the fields in",
                "{aws: {}, location: {header: {name: x}}}                | location may only be set for key, secretRef, or passthrough auth",
                "{location: {header: {name: x}}}                         | location may only be set for key, secretRef, or passthrough auth",
                "{key: k, location: {header: {name: x}, cookie: {name: y}}} | at most one of the fields in [header, queryParameter, cookie] may be set",
                "{key: k, credentials: []}                               | credentials: must have at least 1 item",
                "{key: k, location: {}}                                  | exactly one of the fields in [header queryParameter cookie] must be set",
            })
    void wrongDialectBAuth(String auth, String cause) {
        assertRefused(
                b("{ai: {provider: {openai: {}}}, policies: {auth: " + auth + "}}", secret("stringData: {a: b}")),
                cause);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                       | spec.type: is required",
                "{type: AI}                                               | ai backend must be specified when type is 'ai'",
                "{type: Static, static: {hosts: [{host: h, port: 1}]}, ai: {llm: {openai: {}}}} | ai backend must be nil if the type is not 'ai'",
                "{type: AI, ai: {}}                                       | exactly one of the fields in [llm priorityGroups] must be set",
                "{type: AI, ai: {llm: {}}}                                | exactly one provider must be set; installed are [openai,",
                "{type: AI, ai: {llm: {openai: {}, anthropic: {}}}}       | exactly one of the fields in [openai, anthropic] must be set",
                "{type: AI, ai: {llm: {openai: {}, host: h}}}             | both host and port must be set together",
                "{type: AI, ai: {llm: {openai: {}, port: 1}}}             | both host and port must be set together",
                "{type: AI, ai: {llm: {openai: {}, host: '', port: 1}}}   | both host and port must be set together",
                "{type: AI, ai: {llm: {openai: {}, host: 'http://h', port: 1}}} | must be a host name or an IP address",
                "{type: AI, ai: {llm: {openai: {}, host: h, port: 70000}}}| must be a whole number from 1 to 65535",
                "{type: AI, ai: {llm: {openai: {}, path: {full: v1}}}}    | path must start with /",
                "{type: AI, ai: {llm: {openai: {model: 4}}}}              | spec.ai.llm.openai.model: must be text: put it in quotes",
                "{type: AI, ai: {llm: {openai: text}}}                    | spec.ai.llm.openai: must be an object",
                "{type: AI, ai: {llm: {azureOpenAI: {apiVersion: v1}}}}   | spec.ai.llm.azureOpenAI.endpoint: is required",
                "{type: AI, ai: {llm: {openai: {}, routes: {/x: Completion}}}} | unknown route type Completion, did you mean \"Completions\"?",
                "{type: AI, ai: {priorityGroups: []}}                     | priorityGroups: must have at least 1 item",
                "{type: AI, ai: {priorityGroups: [{providers: [{openai: {}}]}]}} | providers[0].name: is required",
                "{type: AI, ai: {priorityGroups: [{providers: [{name: a, openai: {}}, {name: a, openai: {}}]}]}} | provider names must be unique within a group",
                "{type: MCP, mcp: {}}                                     | backend type MCP is not supported",
                "{type: AWS, aws: {}}                                     | backend type AWS is not supported",
                "{type: dynamicforwardproxy, dynamicForwardProxy: {}}     | backend type DynamicForwardProxy is not supported",
                "{type: Static, static: {hosts: []}}                      | hosts: must have at least 1 item",
                "{type: Static, static: {hosts: [{port: 1}]}}             | hosts[0].host: is required",
                "{type: Nonsense}                                         | must be one of AI, Static",
                "text                                                     | spec: must be an object",
            })
    void wrongDialectA(String spec, String cause) {
        Manifests compiled = a(spec);
        assertRefused(compiled, cause);
        assertEquals("Invalid", accepted(compiled).reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                             | exactly one of the fields in [ai, static,",
                "{ai: {provider: {openai: {}}}, static: {host: h, port: 1}}     | at most one of the fields in [ai, static,",
                "{ai: {}}                                                       | exactly one of the fields in [provider groups] must be set",
                "{ai: {provider: {openai: {}, path: /a, pathPrefix: /b}}}       | path and pathPrefix are mutually exclusive",
                "{ai: {provider: {openai: {}, pathPrefix: /b}}}                 | pathPrefix requires host to be set",
                "{ai: {provider: {openai: {}, host: h}}}                        | both host and port must be set together",
                "{static: {host: h}}                                            | must specify either unixPath or both host and port",
                "{static: {host: '', port: 1}}                                  | must specify either unixPath or both host and port",
                "{ai: {provider: {openai: {}, host: '', port: 1}}}              | both host and port must be set together",
                "{ai: {provider: {openai: {}, host: '', pathPrefix: /b}}}       | pathPrefix requires host to be set",
                "{ai: {provider: {openai: {moderation: {policy: {input: {mode: Block}}}}}}} | openai.moderation: is not supported",
                "{ai: {provider: {openai: {}}}, policies: {extAuth: {}}}        | policies.extAuth: is not supported",
                "{ai: {provider: {openai: {}}}, policies: {tunnel: {}}}         | policies.tunnel: is not supported",
                "{ai: {groups: [{providers: []}]}}                              | providers: must have at least 1 item",
                "{ai: {groups: [{providers: [{name: 'a b', openai: {}}]}]}}     | name: must consist of letters",
                "{ai: {provider: {openai: {}}}, policies: {ai: {defaults: []}}} | defaults: must have at least 1 item",
                "{static: {unixPath: /s, host: h, port: 1}}                     | unixPath and host/port are mutually exclusive",
                "{static: {unixPath: /s}}                                       | unixPath: is not supported",
                "{static: {host: h, port: 1}, policies: {ai: {}}}               | AI policies require AI backend",
                "{ai: {provider: {openai: {}}}, policies: {mcp: {}}}            | MCP policies require MCP backend",
                "{mcp: {}}                                                      | backend type mcp is not supported",
                "{ai: {provider: {openai: {}}}, policies: {tls: {insecureSkipVerify: All, caCertificateRefs: [{name: c}]}}} | insecureSkipVerify All and caCertificateRefs may not be set together",
                "{ai: {provider: {openai: {}}}, policies: {tls: {insecureSkipVerify: Hostname, verifySubjectAltNames: [a]}}} | insecureSkipVerify and verifySubjectAltNames may not be set together",
                "{ai: {provider: {openai: {}}}, policies: {tls: {caCertificateRefs: [{name: c}]}}} | ConfigMap ns/c not found",
                "{ai: {provider: {openai: {}}}, policies: {ai: {promptGuard: {}}}} | promptGuard: is not supported",
                "{ai: {provider: {openai: {}}}, policies: {ai: {defaults: [{value: 1}]}}} | defaults[0].field: is required",
            })
    void wrongDialectB(String spec, String cause) {
        Manifests compiled = b(spec);
        assertRefused(compiled, cause);
        assertEquals("TranslationError", accepted(compiled).reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ai: {provider: {openai: {modle: x}}}}                            | spec.ai.provider.openai.modle: unknown field, did you mean \"model\"?",
                "{ai: {provider: {openai: {}, hots: x}}}                           | spec.ai.provider.hots: unknown field, did you mean \"host\"?",
                "{ai: {provider: {openai: {}}}, policies: {http: {version: HTTP2}}}| spec.policies.http.version: is not supported and has no effect",
                "{ai: {provider: {openai: {}}}, policies: {ai: {modelAliases: {}}}}| spec.policies.ai.modelAliases: is not supported and has no effect",
                "{ai: {provider: {openai: {}}}, policies: {ai: {routes: {/v1/messages: Messages}}}} | spec.policies.ai.routes./v1/messages: no installed format handles the route type Messages",
            })
    void whatHasNoEffectIsSaid(String spec, String warning) {
        Manifests compiled = b(spec);
        assertTrue(accepted(compiled).status());
        assertEquals(
                List.of(warning),
                compiled.problems().stream()
                        .filter(text -> text.startsWith("spec"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"antropic, anthropic", "Gemni, gemini", "openia, openai"})
    void misspeltProviderIsHinted(String written, String meant) {
        Manifests compiled = a("{type: AI, ai: {llm: {" + written + ": {model: x}}}}");
        assertTrue(
                accepted(compiled)
                        .message()
                        .endsWith("provider \"" + written.toLowerCase(java.util.Locale.ROOT)
                                + "\" is not installed, did you mean \"" + meant + "\"?"),
                accepted(compiled).message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"azureopenai", "azureOpenai", "azureOpenAI", "azure", "AZUREOPENAI"})
    void azureHasManyNames(String key) {
        assertEquals(
                "azureopenai",
                a("{type: AI, ai: {llm: {" + key + ": {endpoint: e}}}}")
                        .target("ns", "b")
                        .provider()
                        .id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"  \"", "null"})
    void blankModelIsAbsent(String model) {
        assertEquals(
                Optional.empty(),
                a("{type: AI, ai: {llm: {openai: {model: " + model + "}}}}")
                        .target("ns", "b")
                        .config()
                        .model());
    }

    @Test
    void providerWithoutSettingsMayBeLeftEmpty() {
        assertEquals(
                "openai",
                a("{type: AI, ai: {llm: {openai: }}}")
                        .target("ns", "b")
                        .provider()
                        .id());
    }

    @Test
    void limitsAreNamed() {
        String entry = "{name: n%d, openai: {}}";
        StringBuilder providers = new StringBuilder();
        StringBuilder groups = new StringBuilder();
        for (int number = 0; number < 33; number++) {
            providers.append(entry.formatted(number)).append(", ");
            groups.append("{providers: [").append(entry.formatted(number)).append("]}, ");
        }
        assertRefused(
                a("{type: AI, ai: {priorityGroups: [{providers: [" + providers + "]}]}}"),
                "must have at most 32 items, has 33");
        assertRefused(a("{type: AI, ai: {priorityGroups: [" + groups + "]}}"), "must have at most 32 items, has 33");
        assertRefused(b("{ai: {groups: [" + groups + "]}}"), "must have at most 32 items, has 33");
        String most = groups.substring(0, groups.indexOf("{providers: [{name: n32"));
        assertTrue(accepted(b("{ai: {groups: [" + most + "]}}")).status());
    }

    @Test
    void longTextsAreRefused() {
        String tooLong = "x".repeat(257);
        assertRefused(
                b("{ai: {provider: {openai: {model: " + tooLong + "}}}}"), "model: must have at most 256 characters");
        assertRefused(
                b("{ai: {provider: {anthropic: {apiVersion: " + tooLong + "}}}}"),
                "apiVersion: must have at most 256 characters");
        String path = "/" + "x".repeat(1024);
        assertRefused(
                b("{ai: {provider: {openai: {}, path: " + path + "}}}"), "path: must have at most 1024 characters");
        assertRefused(
                a("{type: AI, ai: {llm: {openai: {}, path: {full: " + path + "}}}}"),
                "path.full: must have at most 1024 characters");
        String edits = "{field: a, value: 1}, ".repeat(65);
        assertRefused(
                b("{ai: {provider: {openai: {}}}, policies: {ai: {overrides: [" + edits + "]}}}"),
                "overrides: must have at most 64 items, has 65");
        String credentials = "{location: {header: {name: a}}, secretRef: {name: s}}, ".repeat(9);
        assertRefused(
                b("{ai: {provider: {openai: {}}}, policies: {auth: {key: k, credentials: [" + credentials + "]}}}"),
                "credentials: must have at most 8 items, has 9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai: {}, policies: {auth: {secretRef: {name: gone}}}            | InvalidSecretRef     | secret ns/gone not found",
                "openai: {}, policies: {auth: {secretRef: {name: s, key: k}}}       | InvalidSecretRef     | secret ns/s missing k value",
                "openai: {}, policies: {tls: {caCertificateRefs: [{name: c}]}}      | InvalidCertificateRef| ConfigMap ns/c not found",
                "mistral: {}                                                        | ProviderNotInstalled | provider \"mistral\" is not installed",
                "openai: {model: refused}                                           | InvalidProvider      | this model is refused",
                "custom: {backendRef: {name: gone, port: 80}}                       | BackendNotFound      | Service ns/gone not found",
                "custom: {backendRef: {name: s, namespace: other, port: 80}}        | RefNotPermitted      | Service other/s is not in the backend's own namespace",
            })
    void entryThatCannotBeUsedIsLeftOutAndTheOthersServe(String entry, String reason, String cause) {
        Manifests compiled = b(
                "{ai: {groups: [{providers: [{name: broken, " + entry
                        + "}]}, {providers: [{name: good, openai: {}}]}]}}",
                secret("stringData: {a: x, b: y}"));
        assertTrue(accepted(compiled).status(), accepted(compiled)::toString);
        Condition resolved = compiled.condition("AgentgatewayBackend", "ns", "b", "ResolvedRefs");
        assertFalse(resolved.status());
        assertEquals(reason, resolved.reason());
        assertEquals("broken: " + cause + "; the other providers serve", resolved.message());
        assertEquals(3, resolved.observedGeneration());
        assertEquals(List.of(resolved.message()), compiled.problems());
        Backend.Llm backend = (Backend.Llm) compiled.backend("ns", "b");
        assertEquals(
                List.of("good"),
                backend.targets().stream().map(target -> target.config().name()).toList());
    }

    @Test
    void noEntryThatCanBeUsedIsNoBackend() {
        Manifests compiled = b("{ai: {groups: [{providers: [{name: one, mistral: {}}, {name: two, openai: {},"
                + " policies: {auth: {secretRef: {name: gone}}}}]}]}}");
        assertRefused(compiled, "one: provider \"mistral\" is not installed; two: secret ns/gone not found");
        Condition resolved = compiled.condition("AgentgatewayBackend", "ns", "b", "ResolvedRefs");
        assertFalse(resolved.status());
        assertEquals("InvalidSecretRef", resolved.reason());
        assertEquals(1, compiled.problems().size(), "one cause is said once");
    }

    @Test
    void referencesThatAreThereAreSaidToBe() {
        Condition resolved =
                a(A_REF, secret("stringData: {Authorization: k}")).condition("Backend", "ns", "b", "ResolvedRefs");
        assertTrue(resolved.status());
        assertEquals("ResolvedRefs", resolved.reason());
        assertEquals("All references resolved", resolved.message());
    }

    @Test
    void hostOverrides() {
        assertEquals(
                new EndpointOverride(
                        Optional.of(Address.plaintext("::1", 1234)),
                        Optional.of("/x"),
                        Optional.empty(),
                        Optional.empty()),
                a("{type: AI, ai: {llm: {openai: {}, host: '[::1]', port: 1234, path: {full: /x}}}}")
                        .target("ns", "b")
                        .config()
                        .endpoint());
        assertEquals(
                Optional.of(Address.https("h")),
                a("{type: AI, ai: {llm: {openai: {}, host: h, port: 443}}}")
                        .target("ns", "b")
                        .config()
                        .endpoint()
                        .address());
        EndpointOverride tls = b("{ai: {provider: {openai: {}, host: h, port: 8443, pathPrefix: /p/}}, policies:"
                        + " {tls: {sni: n, alpnProtocols: [h2]}}}")
                .target("ns", "b")
                .config()
                .endpoint();
        assertEquals(
                Optional.of("n"),
                tls.address().orElseThrow().tls().orElseThrow().serverName());
        assertEquals(Optional.of("/p"), tls.pathPrefix());
        assertEquals(List.of("h2"), tls.tls().orElseThrow().alpn());
    }

    @Test
    void tlsReferencesAreResolved() {
        Tls tls = b(
                        "{ai: {provider: {openai: {}}}, policies: {tls: {caCertificateRefs: [{name: c}, {kind: Secret, name: s}],"
                                + " mtlsCertificateRef: [{name: s}]}}}",
                        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns}\ndata: {ca.crt: CA1}",
                        secret("stringData: {ca.crt: CA2, tls.crt: CERT, tls.key: KEY}"))
                .target("ns", "b")
                .config()
                .endpoint()
                .tls()
                .orElseThrow();
        assertEquals(Optional.of("CA1\nCA2\nCA2"), tls.trustedCertificates());
        assertEquals(Optional.of("CERT"), tls.clientCertificate());
        assertEquals(Optional.of(Secret.of("KEY")), tls.clientKey());
    }

    @Test
    void olderSpellings() {
        Manifests compiled = a(
                "{type: ai, ai: {llm: {provider: {openai: {model: m}}, hostOverride: {host: h, port: 443,"
                        + " insecureSkipVerify: true}, pathOverride: {fullPath: /p}, authHeaderOverride: {prefix: X}}}}");
        EndpointOverride endpoint = compiled.target("ns", "b").config().endpoint();
        assertEquals(
                Tls.Verification.NONE,
                endpoint.address().orElseThrow().tls().orElseThrow().verification());
        assertEquals(Optional.of("/p"), endpoint.fullPath());
        Backend.Llm pools = (Backend.Llm) a("{type: AI, ai: {multipool: {priorities: [{pool: [{provider: {openai: {}}},"
                        + " {provider: {anthropic: {}}}]}, {pool: [{provider: {openai: {model: z}}}]}]}}}")
                .backend("ns", "b");
        assertEquals(
                List.of("pool-1", "pool-2", "pool-3"),
                pools.targets().stream().map(target -> target.config().name()).toList());
        assertEquals(2, pools.groups().size());
    }

    @Test
    void policiesOfAnEntryWinFieldByField() {
        Backend.Llm backend = (Backend.Llm)
                b("""
                {ai: {groups: [{providers: [
                   {name: own, openai: {}, policies: {auth: {key: own}, ai: {defaults: [{field: a, value: {x: [1, null]}}]}}},
                   {name: plain, openai: {}}]}]},
                 policies: {auth: {key: shared}, ai: {overrides: [{field: b, value: true}], defaults: [{field: c, value: 1.5}],
                   routes: {"*": passthrough, /v1/chat/completions: Completions, /completions: detect}}}}""")
                        .backend("ns", "b");
        assertEquals(Auth.Key.of("own"), backend.targets().get(0).config().auth());
        assertEquals(Auth.Key.of("shared"), backend.targets().get(1).config().auth());
        assertEquals(
                List.of(new RequestEdit.Set("b", "true"), new RequestEdit.Default("a", "{\"x\":[1,null]}")),
                backend.targets().get(0).edits());
        assertEquals(
                List.of(new RequestEdit.Set("b", "true"), new RequestEdit.Default("c", "1.5")),
                backend.targets().get(1).edits());
        assertEquals(
                List.of("/v1/chat/completions", "/completions", "*"),
                List.copyOf(backend.routes().keySet()));
        assertEquals(
                List.of("Completions", "Detect", "Passthrough"),
                List.copyOf(backend.routes().values()));
    }

    @Test
    void dialectARouteTypesAreSaidInDialectBsWords() {
        Backend.Llm backend =
                (Backend.Llm) a("{type: AI, ai: {llm: {openai: {}, routes: {/t: anthropic_token_count}}}}")
                        .backend("ns", "b");
        assertEquals(Map.of("/t", "AnthropicTokenCount"), backend.routes());
    }

    @Test
    void staticBackends() {
        assertEquals(
                List.of(Address.plaintext("a", 80), Address.https("b")),
                ((Backend.Static) a("{type: Static, static: {hosts: [{host: a, port: 80}, {host: b, port: 443}]}}")
                                .backend("ns", "b"))
                        .addresses());
        assertEquals(
                List.of(new Address("a", 80, Optional.of(Tls.DEFAULT))),
                ((Backend.Static) b("{static: {host: a, port: 80}, policies: {tls: {}}}")
                                .backend("ns", "b"))
                        .addresses());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: s, port: 80}                  | ''          | http  | s.ns.svc.cluster.local | 80",
                "{name: s, namespace: ns, port: 443}  | ''          | https | s.ns.svc.cluster.local | 443",
                "{name: s, port: 8443}                | ''          | https | s.ns.svc.cluster.local | 8443",
                "{name: s, port: 80}                  | {sni: x}    | https | s.ns.svc.cluster.local | 80",
                "{name: outside, kind: Service, port: 9} | ''       | http  | llm.example            | 9",
            })
    void serviceIsAnAddress(String reference, String tls, String scheme, String host, int port) {
        Address address = b(
                        "{ai: {provider: {custom: {backendRef: " + reference + "}}}"
                                + (tls.isEmpty() ? "}" : ", policies: {tls: " + tls + "}}"),
                        SERVICE,
                        OUTSIDE)
                .target("ns", "b")
                .config()
                .endpoint()
                .address()
                .orElseThrow();
        assertEquals(host, address.host());
        assertEquals(port, address.port());
        assertEquals(scheme.equals("https"), address.tls().isPresent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "custom: {}                                                 | custom providers must specify exactly one of backendRef or host and port",
                "custom: {backendRef: {name: s, port: 80}}, host: h, port: 1 | custom providers must specify exactly one of backendRef or host and port",
                "custom: {backendRef: {name: s}}                            | Must have port for Service reference",
                "custom: {backendRef: {port: 80}}                           | custom.backendRef.name: is required",
                "custom: {backendRef: {kind: Gateway, name: s, port: 80}}   | custom provider backendRef may target only Service or InferencePool",
                "custom: {backendRef: {kind: InferencePool, name: s}}       | InferencePool is not supported: refer to a Service with the pool's pods",
                "custom: {backendRef: {name: s, namespace: other, port: 80}} | Service other/s is not in the backend's own namespace",
                "custom: {backendRef: {name: t, port: 80}}                  | Service ns/t not found",
                "custom: {backendRef: {name: s, port: 81}}                  | Service ns/s has no port 81",
                "custom: {backendRef: {name: s, port: 80}}, pathPrefix: /x  | pathPrefix requires host to be set",
            })
    void wrongService(String entry, String cause) {
        assertRefused(b("{ai: {provider: {" + entry + "}}}", SERVICE, OUTSIDE), cause);
    }

    @Test
    void refusalAndBugOfAProviderStayWithTheBackend() {
        String other = A + "metadata: {name: good, namespace: ns}\nspec: {type: AI, ai: {llm: {openai: {}}}}";
        Manifests refused = a("{type: AI, ai: {llm: {openai: {model: refused}}}}", other);
        assertRefused(refused, "this model is refused");
        assertInstanceOf(Backend.Llm.class, refused.backend("ns", "good"));
        Manifests bug = a("{type: AI, ai: {llm: {openai: {model: bug}}}}", other);
        assertRefused(bug, "provider \"openai\" failed: IllegalStateException");
        assertInstanceOf(Backend.Llm.class, bug.backend("ns", "good"));
    }

    @Test
    void idsFollowTheContentAndShowNoSecret() {
        String with = secret("stringData: {token: k}");
        String before = a(A_REF, with).backend("ns", "b").id();
        assertEquals(before, a(A_REF, with).backend("ns", "b").id());
        String rotated = a(A_REF, with.replace("token: k", "token: k2"))
                .backend("ns", "b")
                .id();
        assertTrue(before.matches("backend/ns/b@[0-9a-f]{12}"), before);
        assertFalse(before.equals(rotated));
        assertTrue(a(A_REF, with).target("ns", "b").id().matches("target/ns/b/openai@[0-9a-f]{12}"));
        String everything =
                a(A_REF, secret("stringData: {token: very-secret}")).outcome().toString();
        assertFalse(everything.contains("very-secret"), "a secret is printed");
    }
}
