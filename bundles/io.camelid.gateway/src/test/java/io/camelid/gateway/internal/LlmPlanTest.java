package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LocalCall;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a try asks of a provider. */
class LlmPlanTest {
    private static final List<FormatId> CHAT_AND_MODELS = List.of(FormatId.COMPLETIONS, FormatId.MODELS);

    private final ToyTarget provider = ToyTarget.simple();

    @Test
    void theRequestsOwnModelIsAsked() throws LlmException {
        Attempt attempt = attempt(provider.named("a"), FakeRequest.chat());

        assertEquals("gpt", asked().model());
        assertEquals("model=gpt", body(attempt));
    }

    @Test
    void theTargetsModelReplacesIt() throws LlmException {
        Attempt attempt = attempt(withModel("own"), FakeRequest.chat());

        assertEquals("own", asked().model());
        assertEquals("model=gpt Model[name=own]", body(attempt));
    }

    @Test
    void theTargetsModelStandsInForNone() throws LlmException {
        attempt(withModel("own"), FakeRequest.post("/v1/chat/completions", "hello"));

        assertEquals("own", asked().model());
    }

    @Test
    void aModelThatIsTheSameIsNoEdit() throws LlmException {
        FakeRequest request = FakeRequest.chat();
        LiveExchange exchange = Scene.of(Scene.group(withModel("gpt"))).open(request, new FakeClient());
        exchange.route();
        exchange.direct();
        ByteBuffer body = ToyFormat.bytes(request.body());
        exchange.body(body);
        exchange.plan();
        exchange.next();

        assertSame(body.array(), exchange.attempt().body().orElseThrow().array(), "the client's own bytes");
    }

    @Test
    void noModelAnywhereIsTheCallersFault() throws LlmException {
        FakeRequest request = FakeRequest.post("/v1/chat/completions", "hello");
        Scene.Result result =
                Scene.of(Scene.group(provider.named("a"), provider.named("b"))).run(request, Map.of());

        assertEquals(400, result.client().status());
        LlmError error = result.exchange().error().orElseThrow();
        assertEquals("model_missing", error.code());
        assertEquals(Optional.of("model"), error.param());
        assertEquals(0, result.exchange().attempts());
        assertEquals(List.of(), provider.calls);
    }

    @Test
    void aTargetThatKnowsAModelSavesARequestWithout() throws LlmException {
        Backend.Llm backend = Scene.chain(provider.named("a"), withModel("own", "b"));
        FakeRequest request = FakeRequest.post("/v1/chat/completions", "hello");

        LiveExchange exchange = Scene.of(backend).planned(request, new FakeClient());

        assertTrue(exchange.next());
        assertEquals("b", Scene.name(exchange));
        assertEquals(1, exchange.attempts(), "what was never sent was no try");
    }

    @Test
    void editsAreTheManifestsThenTheModelThenTheProviders() throws LlmException {
        RequestEdit manifest = new RequestEdit.Default("temperature", "1");
        RequestEdit rename = new RequestEdit.Rename("max_tokens", "max_completion_tokens");
        ToyTarget editing = new ToyTarget(List.of(FormatId.COMPLETIONS), List.of(rename));
        LlmTarget target = editing.named("a", Optional.of("own"), Auth.DEFAULT, List.of(manifest));

        assertEquals("model=gpt " + manifest + " Model[name=own] " + rename, body(attempt(target, FakeRequest.chat())));
    }

    @Test
    void providersMayEditWithoutAManifest() throws LlmException {
        RequestEdit remove = new RequestEdit.Remove("store");
        ToyTarget editing = new ToyTarget(List.of(FormatId.COMPLETIONS), List.of(remove));

        assertEquals("model=gpt " + remove, body(attempt(editing.named("a"), FakeRequest.chat())));
    }

    @Test
    void whatIsReadMustNotBeCompressed() throws LlmException {
        assertEquals(
                HeaderChanges.setting(List.of(HeaderField.of("Accept-Encoding", "identity"))),
                attempt(provider.named("a"), FakeRequest.chat()).headers());
    }

    @Test
    void whatIsNotReadMayBe() throws LlmException {
        assertEquals(
                HeaderChanges.NONE,
                attempt(provider.named("a"), FakeRequest.post("/v1/files", "bytes"))
                        .headers());
    }

    @Test
    void anAnswerFromInsideIsNotCompressedAnyway() throws LlmException {
        LocalCall local = new LocalCall(body -> new CompletableFuture<>());
        ToyTarget inside = new ToyTarget(List.of(FormatId.COMPLETIONS), List.of()) {
            @Override
            public UpstreamCall prepare(LlmCall call) {
                return local;
            }
        };
        Attempt attempt = attempt(inside.named("a"), FakeRequest.chat());

        assertSame(local, attempt.call());
        assertEquals(HeaderChanges.NONE, attempt.headers());
    }

    @Test
    void whatIsNotReadTravelsAsItIs() throws LlmException {
        RequestEdit manifest = new RequestEdit.Default("temperature", "1");
        LlmTarget target = provider.named("a", Optional.of("own"), Auth.DEFAULT, List.of(manifest));
        Attempt attempt = attempt(target, FakeRequest.post("/v1/files", "!any bytes"));

        assertEquals("!any bytes", body(attempt));
        assertEquals(Operation.OTHER, asked().operation());
        assertEquals(FormatId.OPAQUE, asked().format());
        assertEquals(Optional.of("/v1/files"), asked().clientPath());
        assertFalse(asked().stream());
    }

    @Test
    void aCallersKeyStaysHere() throws LlmException {
        Attempt attempt = attempt(provider.named("a"), FakeRequest.chat().query("key=secret&alt=sse"));

        assertFalse(attempt.forwardsCredentials());
        assertEquals("alt=sse", asked().query());
        assertEquals("/v1/chat/completions?alt=sse", ((HttpCall) attempt.call()).target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/files"})
    void unlessTheCallerPays(String path) throws LlmException {
        LlmTarget target = provider.named("a", Optional.empty(), new Auth.Passthrough(), List.of());
        Attempt attempt = attempt(target, FakeRequest.post(path, "model=gpt").query("key=secret"));

        assertTrue(attempt.forwardsCredentials());
        assertEquals("key=secret", asked().query());
    }

    @Test
    void thePathIsKeptOnlyIfItNamesTheApi() throws LlmException {
        attempt(provider.named("a"), FakeRequest.chat());
        assertEquals(Optional.of("/v1/chat/completions"), asked().clientPath());

        attempt(provider.named("a"), FakeRequest.post("/", "model=gpt"));
        assertEquals(Optional.empty(), asked().clientPath());
    }

    @Test
    void passesOnWhatAProviderMayWantToKnow() throws LlmException {
        attempt(provider.named("a"), FakeRequest.streamedChat().with("anthropic-beta", "x"));

        assertTrue(asked().stream());
        assertEquals("POST", asked().method());
        assertEquals(Optional.of("x"), asked().clientHeaders().first("Anthropic-Beta"));
    }

    @Test
    void aFormatThatTheTargetDoesNotSpeakCannotBeAsked() {
        Scene.Result result =
                Scene.of(Scene.group(provider.named("a"))).run(FakeRequest.post("/v1/messages", "model=gpt"), Map.of());

        assertEquals(400, result.client().status());
        assertEquals("unsupported_conversion", result.client().field("x-camelid-error"));
        assertEquals(
                "Messages error: a of Backend ai/chat: Toy cannot be asked in the format anthropic.messages",
                result.client().content());
    }

    @Test
    void aModelsOverrideDoesNotAskForAnotherList() throws LlmException {
        ToyTarget listing = new ToyTarget(CHAT_AND_MODELS, List.of());
        attempt(listing.named("a", Optional.of("own"), Auth.DEFAULT, List.of()), FakeRequest.get("/v1/models"));

        assertEquals("", listing.calls.get(0).model());
        assertEquals(Operation.MODELS, listing.calls.get(0).operation());
    }

    @Test
    void modelsThatNobodyListsAreTheManifests() {
        Backend.Llm backend = Scene.llm(
                Map.of(),
                List.of(
                        new TargetGroup(List.of(withModel("gpt-4", "a"), withModel("claude", "b"))),
                        new TargetGroup(List.of(withModel("gpt-4", "c"), provider.named("d")))));
        Scene.Result result = Scene.of(backend).run(FakeRequest.get("/v1/models"), Map.of());

        assertEquals(200, result.client().status());
        assertEquals("models: gpt-4 claude", result.client().content());
        assertEquals("text/toy", result.client().field("Content-Type"));
        assertEquals("ai/chat", result.client().field("x-camelid-backend"));
        assertEquals("0", result.client().field("x-camelid-attempts"));
        assertEquals(Optional.empty(), result.exchange().error());
    }

    @Test
    void oneModelIsNotAListOfThem() {
        FakeRequest request =
                new FakeRequest("http", 8080, "gateway.test", "GET", "/v1/models/gpt-4", "", List.of(), "model=gpt-4");
        Scene.Result result = Scene.of(Scene.group(withModel("gpt-4"))).run(request, Map.of());

        assertEquals("unsupported_conversion", result.client().field("x-camelid-error"));
    }

    @Test
    void aRequestThatCannotBeReadIsRefused() {
        LlmException refusal = assertThrows(
                LlmException.class, () -> attempt(provider.named("a"), FakeRequest.post("/v1/chat/completions", "!{")));

        assertEquals("invalid_json", refusal.error().code());
    }

    private LlmCall asked() {
        return provider.calls.get(provider.calls.size() - 1);
    }

    private LlmTarget withModel(String model) {
        return withModel(model, "a");
    }

    private LlmTarget withModel(String model, String name) {
        return provider.named(name, Optional.of(model), Auth.DEFAULT, List.of());
    }

    private static Attempt attempt(LlmTarget target, FakeRequest request) throws LlmException {
        LiveExchange exchange = Scene.of(Scene.group(target)).planned(request, new FakeClient());
        assertTrue(exchange.next());
        return exchange.attempt();
    }

    private static String body(Attempt attempt) {
        return ToyFormat.text(attempt.body().orElseThrow());
    }
}
