package io.camelid.gateway.internal;

import static io.camelid.gateway.internal.Upstream.EVENTS;
import static io.camelid.gateway.internal.Upstream.JSON;
import static io.camelid.gateway.internal.Upstream.answers;
import static io.camelid.gateway.internal.Upstream.breaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.gateway.ClientSink;
import io.camelid.gateway.GatewayHeaders;
import io.camelid.gateway.ResponseStage;
import io.camelid.spi.FormatId;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.LlmCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A client of chat completions, and providers that speak another language. */
class TranslationTest {
    private final ToyTarget foreign = new ToyTarget(List.of(FormatId.GENERATE_CONTENT), List.of());
    private final Scene scene = Scene.of(Scene.group(foreign.named("a")), () -> 1);

    private Scene.Result run(FakeRequest request, Upstream upstream) {
        return scene.run(request, Map.of("a", upstream));
    }

    @Test
    void theProviderIsAskedInItsOwnLanguage() throws LlmException {
        LiveExchange exchange =
                scene.planned(FakeRequest.chat().query("beta=true").with("Accept", "text/plain"), new FakeClient());
        assertTrue(exchange.next());

        assertEquals(
                "GenerateContent<model=gpt> for gpt",
                ToyFormat.text(exchange.attempt().body().orElseThrow()));
        LlmCall call = foreign.calls.get(0);
        assertEquals(FormatId.GENERATE_CONTENT, call.format());
        assertEquals(Optional.empty(), call.clientPath(), "the path names the client's API");
        assertEquals("", call.query(), "the query is the client's API's");
        assertEquals(
                List.of("Accept: application/json", "Content-Type: application/json"),
                exchange.attempt().headers().set().stream()
                        .filter(field -> field.name().matches("Accept|Content-Type"))
                        .map(field -> field.name() + ": " + field.value())
                        .sorted()
                        .toList());
    }

    @Test
    void theProvidersEditsAreMadeInItsLanguageAndTheManifestsInTheClients() throws LlmException {
        ToyTarget edited =
                new ToyTarget(List.of(FormatId.GENERATE_CONTENT), List.of(new RequestEdit.Set("guardrail", "{}")));
        Scene with = Scene.of(Scene.group(edited.named(
                "a", Optional.of("gemini"), Auth.DEFAULT, List.of(new RequestEdit.Default("temperature", "1")))));
        LiveExchange exchange = with.planned(FakeRequest.chat(), new FakeClient());
        assertTrue(exchange.next());

        assertEquals(
                "GenerateContent<model=gpt Default[member=temperature, json=1]> for gemini Set[member=guardrail, json={}]",
                ToyFormat.text(exchange.attempt().body().orElseThrow()));
    }

    @Test
    void aDocumentComesBackInTheClientsLanguage() {
        Scene.Result result = run(FakeRequest.chat(), answers(200, JSON, "GenerateCon", "tent<hi>"));

        assertEquals(200, result.client().status());
        assertEquals("Completions<hi>", result.client().content());
        assertEquals("application/json", result.client().field("Content-Type"));
        assertFalse(result.client().head().sameBody());
        assertEquals("", result.client().field(GatewayHeaders.LOSSY));
        assertEquals(Usage.of(1, 2), result.exchange().usage());
        assertEquals("toy-1", result.exchange().responseModel());
    }

    @Test
    void whatIsLostIsSaid() {
        Scene.Result result = run(
                FakeRequest.post("/v1/chat/completions", "model=gpt odd"), answers(200, JSON, "GenerateContent<hi>"));

        assertEquals("odd", result.client().field(GatewayHeaders.LOSSY));
    }

    @Test
    void aStreamIsTranslatedAsItComes() throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = scene.planned(FakeRequest.streamedChat(), client);
        assertTrue(exchange.next());
        ResponseStage stage = exchange.attempt().response();
        ClientSink sink = client.sink();

        stage.head(200, Headers.of(Upstream.fields("Content-Type", EVENTS)), sink);
        assertEquals("text/event-stream; toy=Completions", client.field("Content-Type"));
        stage.content(ToyFormat.bytes("start "), sink);
        assertEquals("Completions:", client.content());
        assertEquals(0, exchange.firstTokenAt(), "nothing has been said yet");
        stage.content(ToyFormat.bytes("hi the"), sink);
        assertEquals("Completions:[hi]", client.content());
        stage.content(ToyFormat.bytes("re end "), sink);
        assertEquals("Completions:[hi][there].", client.content());
        stage.end(sink);

        assertEquals(Optional.empty(), client.broken());
        assertEquals(Usage.of(3, 4), exchange.usage());
        assertEquals(Optional.empty(), exchange.error());
    }

    @Test
    void aStreamThatIsCutEndsWithAnErrorInTheClientsLanguage() {
        Scene.Result cut = run(FakeRequest.streamedChat(), answers(200, EVENTS, "start hi "));
        assertEquals("Completions:[hi]{cut}", cut.client().content());
        assertEquals(Optional.empty(), cut.client().broken(), "the client has been told");
        assertTrue(cut.exchange().error().isPresent());

        Scene.Result reset = run(FakeRequest.streamedChat(), breaks(200, EVENTS, "start hi "));
        assertEquals(
                "Completions:[hi]{" + reset.exchange().error().orElseThrow().code() + "}",
                reset.client().content());
    }

    @Test
    void anErrorInAStreamIsToldOnce() {
        Scene.Result result = run(FakeRequest.streamedChat(), answers(200, EVENTS, "start hi fail more "));

        assertEquals("Completions:[hi]{limited}", result.client().content());
        assertEquals("limited", result.exchange().error().orElseThrow().code());
    }

    @Test
    void aServerThatDoesNotStreamIsStreamedForIt() {
        Scene.Result result = run(FakeRequest.streamedChat(), answers(200, JSON, "GenerateContent<hi>"));

        assertEquals("Completions:[hi].", result.client().content());
        assertEquals("text/event-stream; toy=Completions", result.client().field("Content-Type"));
    }

    @Test
    void aRefusalKeepsItsStatusAndSpeaksTheClientsLanguage() {
        Scene.Result result = run(
                FakeRequest.streamedChat(),
                answers(422, Upstream.fields("Content-Type", "text/html", "Retry-After", "7"), "<b>", "no</b>"));

        assertEquals(422, result.client().status());
        assertEquals(
                "Completions error: GenerateContent said <b>no</b>",
                result.client().content());
        assertEquals("text/toy", result.client().field("Content-Type"));
    }

    @Test
    void aFailureGoesToTheNextAndIsToldOf() {
        ToyTarget own = ToyTarget.simple();
        Scene two = Scene.of(Scene.chain(foreign.named("a"), own.named("b")));

        Scene.Result saved = two.run(
                FakeRequest.streamedChat(),
                Map.of("a", answers(200, EVENTS, "start fail "), "b", answers(200, EVENTS, "text:own end")));
        assertEquals("text:own end", saved.client().content());

        Scene again = Scene.of(Scene.chain(own.named("b"), foreign.named("a")));
        Scene.Result failed = again.run(
                FakeRequest.chat(), Map.of("b", Upstream.unreachable(), "a", answers(529, JSON, "overloaded")));
        assertEquals(529, failed.client().status());
        assertEquals(
                "Completions error: Backend ai/chat could not be served by anybody. Tried in this order:"
                        + " b (group 1): cannot connect to provider.test: refused;"
                        + " a (group 2): answered 529: GenerateContent said overloaded",
                failed.client().content());
    }

    @Test
    void aStreamIsHeldUntilItSaysSomethingWhereAnotherCouldTakeOver() throws LlmException {
        Scene two = Scene.of(Scene.chain(foreign.named("a"), ToyTarget.simple().named("b")));
        FakeClient client = new FakeClient();
        LiveExchange exchange = two.planned(FakeRequest.streamedChat(), client);
        assertTrue(exchange.next());
        ResponseStage stage = exchange.attempt().response();
        ClientSink sink = client.sink();

        stage.head(200, Headers.of(Upstream.fields("Content-Type", EVENTS)), sink);
        stage.content(ToyFormat.bytes("start "), sink);
        assertFalse(client.isCommitted());
        stage.content(ToyFormat.bytes("hi "), sink);
        assertEquals("Completions:[hi]", client.content());
    }

    @Test
    void anUnusableAnswerIsTheProvidersFault() {
        assertEquals(
                502,
                run(FakeRequest.chat(), answers(200, JSON, "Messages<hi>"))
                        .client()
                        .status());
        assertEquals(
                502,
                run(FakeRequest.chat(), answers(200, EVENTS, "start hi end "))
                        .client()
                        .status());
        assertEquals(
                502,
                run(
                                FakeRequest.chat(),
                                answers(
                                        200,
                                        Upstream.fields("Content-Type", JSON, "Content-Encoding", "br"),
                                        "GenerateContent<hi>"))
                        .client()
                        .status());
    }

    @Test
    void aResultThatAnswersNoCallIsRefusedBeforeTheProviderSeesIt() throws LlmException {
        FakeClient client = new FakeClient();
        LiveExchange exchange = scene.planned(FakeRequest.post("/v1/chat/completions", "model=gpt result"), client);
        assertFalse(exchange.next());
        client.receive(exchange.settle());

        assertEquals(400, client.status());
        assertTrue(client.content().contains("'call'"), client.content());
    }

    @Test
    void aLanguageWithoutATranslationIsRefused() throws LlmException {
        Scene messages = Scene.of(Scene.group(new ToyTarget(List.of(FormatId.MESSAGES), List.of()).named("a")));
        FakeClient client = new FakeClient();
        LiveExchange exchange = messages.planned(FakeRequest.chat(), client);
        assertFalse(exchange.next());
        client.receive(exchange.settle());

        assertEquals(400, client.status());
        assertEquals("unsupported_conversion", client.field(GatewayHeaders.ERROR));
    }
}
