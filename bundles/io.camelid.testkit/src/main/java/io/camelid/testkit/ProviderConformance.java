package io.camelid.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.FormatId;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds for every {@link LlmProvider}. */
public abstract class ProviderConformance {
    private static final String SECRET = "conformance-s3cr3t";
    private static final Address ELSEWHERE = Address.plaintext("127.0.0.1", 11434);

    /** The provider under test. */
    protected abstract LlmProvider provider();

    /** Values for the settings that it cannot do without. */
    protected Settings settings() {
        return Settings.NONE;
    }

    /** Where it is, for a provider that has no place of its own. */
    protected EndpointOverride endpoint() {
        return EndpointOverride.NONE;
    }

    /** Whether a static key is how it proves who is calling. */
    protected boolean takesKey() {
        return true;
    }

    @Test
    void describesItself() {
        ProviderDescription description = provider().describe();
        assertEquals(description, provider().describe(), "the same every time");
        assertTrue(description.id().matches("[a-z][a-z0-9]*"), description.id());
        assertFalse(description.displayName().isBlank());
        assertFalse(description.system().isBlank());
        assertFalse(description.manifestKeys().isEmpty());
        Set<String> names = new HashSet<>();
        for (Setting setting : description.settings()) {
            assertTrue(names.add(setting.name()), setting.name());
            setting.aliases().forEach(alias -> assertTrue(names.add(alias), alias));
            assertTrue(setting.doc().endsWith("."), setting.doc());
        }
        assertTrue(names.contains("model"), "every provider takes a model");
    }

    @Test
    void closesOnceOrTwice() throws Exception {
        ProviderTarget target = open(Auth.DEFAULT, endpoint());
        ProviderTarget other = open(Auth.DEFAULT, endpoint());
        target.close();
        assertDoesNotThrow(target::close);
        for (LlmCall call : calls(other)) {
            assertNotNull(other.prepare(call), "a target does not depend on another");
        }
        other.close();
    }

    @Test
    void saysWhatItSpeaks() throws Exception {
        try (ProviderTarget target = open(Auth.DEFAULT, endpoint())) {
            for (Operation operation : Operation.values()) {
                for (String model : List.of("", "some-model", "weird/../model\n")) {
                    List<FormatId> formats = target.formats(operation, model);
                    assertEquals(formats, target.formats(operation, model));
                    assertEquals(formats.size(), new HashSet<>(formats).size());
                }
            }
            assertFalse(target.formats(Operation.CHAT, "").isEmpty());
        }
    }

    @Test
    void preparesTheSameCallEveryTime() throws Exception {
        try (ProviderTarget target = open(Auth.Key.of(SECRET), endpoint())) {
            for (LlmCall call : calls(target)) {
                assertEquals(target.edits(call), target.edits(call));
                UpstreamCall first = target.prepare(call);
                if (first instanceof HttpCall http) {
                    assertEquals(http, target.prepare(call));
                    assertEquals(call.method(), http.method());
                    assertTrue(http.target().matches("/[!-~]*"), http.target());
                    assertFalse(reveals(http), "credentials come with sign");
                }
            }
        }
    }

    @Test
    void goesWhereTheManifestSays() throws Exception {
        EndpointOverride full = new EndpointOverride(
                Optional.of(ELSEWHERE), Optional.of("/some/where"), Optional.empty(), Optional.empty());
        EndpointOverride prefix = new EndpointOverride(
                Optional.of(ELSEWHERE), Optional.empty(), Optional.of("/pre/fix"), Optional.empty());
        try (ProviderTarget toFull = open(Auth.DEFAULT, full);
                ProviderTarget toPrefix = open(Auth.DEFAULT, prefix)) {
            for (LlmCall call : calls(toFull)) {
                if (toFull.prepare(call) instanceof HttpCall http) {
                    assertEquals(ELSEWHERE, http.address());
                    assertTrue(http.target().startsWith("/some/where"), http.target());
                }
                if (toPrefix.prepare(call) instanceof HttpCall http) {
                    assertEquals(ELSEWHERE, http.address());
                    assertTrue(http.target().startsWith("/pre/fix/"), http.target());
                }
            }
        }
    }

    @Test
    void aModelNameCannotBreakOut() throws Exception {
        try (ProviderTarget target = open(Auth.DEFAULT, endpoint())) {
            for (String model : List.of("..", ".", "a/../../b", "a?b=c", "a#b", "a\r\nHost: evil", "a b", "%2e%2e")) {
                for (LlmCall call : calls(target, model)) {
                    try {
                        if (target.prepare(call) instanceof HttpCall http) {
                            assertTrue(http.target().matches("/[!-~]*"), http.target());
                            assertFalse((http.target() + "/").contains("/../"), http.target());
                            assertFalse((http.target() + "/").contains("/./"), http.target());
                            assertFalse(http.target().contains("?b"), http.target());
                            assertFalse(http.target().contains("#"), http.target());
                        }
                    } catch (LlmException refused) {
                        assertEquals(400, refused.error().status(), model);
                    }
                }
            }
        }
    }

    @Test
    void signsWithItsKeyAndNeverShowsIt() throws Exception {
        if (!takesKey()) {
            return;
        }
        try (ProviderTarget target = open(Auth.Key.of(SECRET), endpoint())) {
            assertFalse(target.toString().contains(SECRET));
            for (LlmCall call : calls(target)) {
                if (target.prepare(call) instanceof HttpCall http) {
                    HttpCall signed = sign(target, http);
                    assertTrue(reveals(signed), "the credential is on the call");
                    assertFalse(signed.toString().contains(SECRET), signed.toString());
                    assertFalse(signed.headers().toString().contains(SECRET), "marked as sensitive");
                }
            }
        }
    }

    @Test
    void addsNothingToACallThatTheCallerPays() throws Exception {
        try (ProviderTarget target = open(new Auth.Passthrough(), endpoint())) {
            for (LlmCall call : calls(target)) {
                if (target.prepare(call) instanceof HttpCall http) {
                    assertEquals(http, sign(target, http));
                }
            }
        }
    }

    @Test
    void knowsFailures() throws Exception {
        try (ProviderTarget target = open(Auth.DEFAULT, endpoint())) {
            List.of(200, 201, 400, 404, 413, 422).forEach(status -> assertFalse(target.isFailure(status), "" + status));
            List.of(429, 500, 502, 503, 529).forEach(status -> assertTrue(target.isFailure(status), "" + status));
        }
    }

    private ProviderTarget open(Auth auth, EndpointOverride endpoint) throws LlmException {
        return provider().open(new TargetConfig("conformance", Optional.empty(), settings(), auth, endpoint));
    }

    private static List<LlmCall> calls(ProviderTarget target) {
        return calls(target, "some-model");
    }

    /** A call for everything that the target speaks, streamed and not. */
    private static List<LlmCall> calls(ProviderTarget target, String model) {
        List<LlmCall> calls = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (FormatId format : target.formats(operation, model)) {
                for (boolean stream : new boolean[] {false, true}) {
                    calls.add(new LlmCall(
                            operation,
                            format,
                            model,
                            stream,
                            operation == Operation.MODELS ? "GET" : "POST",
                            Optional.empty(),
                            "",
                            Headers.none()));
                }
            }
        }
        return calls;
    }

    private static HttpCall sign(ProviderTarget target, HttpCall call) throws Exception {
        ByteBuffer body = ByteBuffer.wrap(new byte[] {'{', '}'});
        HttpCall signed = target.sign(call, body).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals(2, body.remaining(), "the body is left as it is");
        return signed;
    }

    private static boolean reveals(HttpCall call) {
        return call.target().contains(SECRET)
                || call.headers().stream().anyMatch(field -> field.value().contains(SECRET));
    }
}
