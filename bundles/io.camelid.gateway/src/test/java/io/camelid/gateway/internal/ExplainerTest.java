package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Consideration;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.OriginPattern;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RouteTable;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.gateway.RouteExplainer.Explanation;
import io.camelid.gateway.RouteExplainer.Step;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LocalCall;
import io.camelid.spi.provider.UpstreamCall;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final String URL = "http://gateway.test:8080/openai/v1/chat/completions?key=s3cret&alt=sse";
    private static final List<HeaderField> HEADERS = List.of(HeaderField.of("Authorization", "Bearer s3cret"));

    @Test
    void followsARequestToItsTargets() {
        LlmTarget keyed = ToyTarget.simple().named("a", Optional.of("own"), Auth.Key.of("s3cret"), List.of());
        Backend.Llm backend = Scene.chain(keyed, ToyTarget.simple().named("b"));

        Explanation explanation = explain(Scene.of(Scene.rule(backend), "/openai"), "POST", URL, "model=gpt stream");

        assertTrue(explanation.served());
        assertEquals(
                List.of(
                        new Step("listener", "Gateway ai/edge listener http port 8080"),
                        new Step("rule", "HTTPRoute ai/chat rule 0"),
                        new Step("backend", "Backend ai/chat (backend/ai/chat@1)"),
                        new Step("format", "openai.completions, model gpt, streamed"),
                        new Step("target", "group 1: a, provider toy"),
                        new Step(
                                "upstream",
                                "POST provider.test/v1/chat/completions, format openai.completions, model own"),
                        new Step("credential", "the manifest's key"),
                        new Step("sends", "model=gpt stream Model[name=own]"),
                        new Step("target", "group 2: b, provider toy"),
                        new Step(
                                "upstream",
                                "POST provider.test/v1/chat/completions, format openai.completions, model gpt"),
                        new Step("credential", "none of the manifest's: the provider's own chain, if it has one"),
                        new Step("sends", "model=gpt stream")),
                explanation.steps());
    }

    @Test
    void showsNoSecretEvenIfAProviderPutsOneInTheUrl() {
        ToyTarget careless = new ToyTarget(List.of(FormatId.COMPLETIONS), List.of()) {
            @Override
            public UpstreamCall prepare(LlmCall call) {
                return new HttpCall(
                        "POST",
                        Address.https("provider.test"),
                        "/chat?api_key=s3cret",
                        List.of(HeaderField.secret("x-api-key", "s3cret")));
            }
        };
        Explanation explanation = explain(Scene.of(Scene.group(careless.named("a"))), "POST", URL, "model=gpt");

        assertFalse(explanation.toString().contains("s3cret"), explanation::toString);
    }

    @Test
    void showsRewritesAndServers() {
        RouteRule rule = Scene.rule(Scene.servers("one", "two"), new Filter.ReplacePrefix("/new"));
        Explanation explanation = explain(Scene.of(rule, "/old"), "GET", "/old/page?token=s3cret", "");

        assertTrue(explanation.served());
        assertEquals(
                List.of(
                        new Step("rewrite", "/old/page -> /new/page"),
                        new Step("backend", "Backend ai/chat (backend/ai/chat@1)"),
                        new Step("upstream", "GET one/new/page"),
                        new Step("upstream", "GET two/new/page")),
                explanation.steps().subList(2, 6));
    }

    @Test
    void showsMirrorsAndCors() {
        RouteRule shadow = new RouteRule(
                "mirror/ai/chat/0/0@1",
                Scene.ROUTE,
                0,
                List.of(),
                List.of(new BackendRef(1, Scene.servers("shadow"), List.of())),
                Timeouts.DEFAULT);
        RouteRule rule = Scene.rule(
                Scene.servers("one"),
                new Filter.Cors(List.of(new OriginPattern("*")), false, List.of(), List.of(), List.of(), 5),
                new Filter.Mirror(shadow, 1, 4));
        assertEquals(
                List.of(
                        new Step("cors", "pages of * may read the answer"),
                        new Step("mirror", "1 of 4 requests are copied to Backend ai/chat")),
                explain(Scene.of(rule), "GET", "/x", "").steps().subList(2, 4));
    }

    @Test
    void showsEachFilterByItselfAndNoValues() {
        RouteRule rule = Scene.rule(
                Scene.servers("one"),
                new Filter.RequestHeaders(
                        List.of(HeaderField.of("X-Key", "s3cret")),
                        List.of(HeaderField.of("X-Add", "s3cret")),
                        List.of("X-Gone")),
                new Filter.ReplaceHost("up.test"),
                new Filter.ReplacePrefix("/new"),
                new Filter.ResponseHeaders(List.of(), List.of(), List.of("Server")));
        Explanation explanation = explain(Scene.of(rule, "/old"), "GET", "/old/page", "");

        assertEquals(
                List.of(
                        new Step("headers", "the request's: sets X-Key, adds X-Add, removes X-Gone"),
                        new Step("rewrite", "host -> up.test"),
                        new Step("rewrite", "/old/page -> /new/page"),
                        new Step("headers", "the response's: removes Server")),
                explanation.steps().subList(2, 6));
        assertFalse(explanation.toString().contains("s3cret"));
    }

    @Test
    void showsWhyItIsThatRuleAndWhichNearlyWereIt() {
        RouteRule rule = Scene.rule(Scene.servers("one"));
        Scene scene = Scene.of(rule);
        RoutingSnapshot plain = Scene.snapshot(rule, "");
        RouteTable talking = new RouteTable() {
            @Override
            public Optional<RuleMatch> match(RequestHead request) {
                return plain.routes().match(request);
            }

            @Override
            public List<Consideration> consider(RequestHead request, int most) {
                Consideration near = new Consideration(rule, "method PUT", List.of("the method is not PUT", "no"));
                return match(request).isEmpty()
                        ? List.of(near)
                        : List.of(new Consideration(rule, "PathPrefix /", List.of()), near);
            }
        };
        FakeConfiguration configuration = new FakeConfiguration(
                new RoutingSnapshot(1, plain.listeners(), talking, plain.rules(), plain.backends()));
        Explainer explainer = new Explainer(configuration, scene.gateway);
        Step near = new Step("near miss", "HTTPRoute ai/chat rule 0 (method PUT): the method is not PUT; no");

        List<Step> found = explainer
                .explain("GET", URI.create("/x"), List.of(), ToyFormat.bytes(""))
                .steps();
        assertEquals(List.of(new Step("rule", "HTTPRoute ai/chat rule 0: PathPrefix /"), near), found.subList(1, 3));
        List<Step> none = explainer
                .explain("GET", URI.create("/nowhere"), List.of(), ToyFormat.bytes(""))
                .steps();
        assertEquals(near, none.get(0));
        assertEquals("error", none.get(1).name());
    }

    @Test
    void showsAnswersThatNeedNoUpstream() {
        Filter redirect =
                new Filter.Redirect(Optional.of("https"), Optional.empty(), Optional.empty(), Optional.empty(), 301);
        Backend.Llm backend = Scene.group(ToyTarget.simple().named("a"));

        Explanation redirected = explain(Scene.of(Scene.rule(backend, redirect)), "GET", "http://gateway.test/x", "");
        assertTrue(redirected.served());
        assertEquals(
                new Step("answer", "a filter of the rule answers: 301, Location https://gateway.test/x"),
                last(redirected));

        Explanation listed = explain(Scene.of(backend), "GET", "/v1/models", "");
        assertTrue(listed.served());
        assertEquals(new Step("answer", "the gateway lists the models of the backend"), last(listed));
    }

    @Test
    void showsACallThatStaysInside() {
        ToyTarget inside = new ToyTarget(List.of(FormatId.COMPLETIONS), List.of()) {
            @Override
            public UpstreamCall prepare(LlmCall call) {
                return new LocalCall(body -> new CompletableFuture<>());
            }
        };
        Explanation explanation =
                explain(Scene.of(Scene.group(inside.named("a"))), "POST", "/v1/chat/completions", "model=gpt");

        assertTrue(explanation
                .steps()
                .contains(new Step("upstream", "answered inside the gateway, format openai.completions, model gpt")));
    }

    @Test
    void showsWhoCannotBeTried() {
        LlmError why = LlmError.of(ErrorKind.CONFIGURATION, "bad_region", "no such region");
        Backend.Llm some =
                Scene.chain(ToyTarget.unable(why).named("a"), ToyTarget.simple().named("b"));
        Backend.Llm none = Scene.group(ToyTarget.unable(why).named("a"));

        Explanation first = explain(Scene.of(some), "POST", "/v1/chat/completions", "model=gpt");
        assertTrue(first.served());
        assertTrue(first.steps().contains(new Step("error", "cannot be tried: no such region")));

        Explanation second = explain(Scene.of(none), "POST", "/v1/chat/completions", "model=gpt");
        assertFalse(second.served());
        assertEquals(new Step("error", "cannot be tried: no such region"), last(second));
    }

    @Test
    void saysWhatTranslationLoses() {
        ToyTarget foreign = new ToyTarget(List.of(FormatId.GENERATE_CONTENT), List.of());
        Scene scene = Scene.of(Scene.group(foreign.named("a")));

        assertTrue(explain(scene, "POST", "/v1/chat/completions", "model=gpt odd")
                .steps()
                .contains(new Step("translation", "what cannot be carried is left out: odd")));
        assertTrue(explain(scene, "POST", "/v1/chat/completions", "model=gpt")
                .steps()
                .contains(new Step("translation", "nothing is lost")));
        assertFalse(
                explain(scene, "POST", "/v1/chat/completions", "model=gpt result")
                        .served(),
                "it would be refused");
    }

    @Test
    void imaginesABodyWhereNoneIsGiven() {
        Scene scene = Scene.of(Scene.group(ToyTarget.simple().named("a", Optional.of("own"), Auth.DEFAULT, List.of())));
        Explanation explanation = explain(scene, "POST", "/v1/chat/completions", "");

        assertTrue(explanation.served());
        assertTrue(explanation
                .steps()
                .contains(new Step("body", "none was given; imagined is one that asks for any-model")));
        assertFalse(explain(scene, "GET", "/v1/models", "").toString().contains("imagined"));
        assertFalse(explain(scene, "POST", "/v1/chat/completions", "model=gpt")
                .toString()
                .contains("imagined"));
    }

    @Test
    void showsWhereTheWayEnds() {
        Scene scene = Scene.of(Scene.rule(List.of(), Timeouts.DEFAULT));

        Explanation unrouted = explain(scene, "POST", "http://other.test/nowhere", "");
        assertFalse(unrouted.served());
        assertEquals(
                List.of(new Step("error", "404 no_route: no HTTPRoute matches POST /nowhere for host other.test")),
                unrouted.steps());

        Explanation undirected = explain(scene, "POST", "/x", "");
        assertFalse(undirected.served());
        assertEquals(new Step("error", "500 no_backend: HTTPRoute ai/chat rule 0 has no backend"), last(undirected));
    }

    @Test
    void holdsTheSnapshotOnlyAsLongAsItLooks() {
        Scene scene = Scene.of(Scene.group(ToyTarget.simple().named("a")));
        explain(scene, "POST", "/v1/chat/completions", "model=gpt");
        explain(scene, "POST", "/nowhere", "");

        assertEquals(2, scene.configuration.leased());
        assertEquals(2, scene.configuration.released());
        assertEquals(List.of(), scene.ended, "nobody observes what did not happen");
        assertEquals(0, scene.health.targets().get(0).inFlight());
    }

    private static Explanation explain(Scene scene, String method, String url, String body) {
        return new Explainer(scene.configuration, scene.gateway)
                .explain(method, URI.create(url), HEADERS, ToyFormat.bytes(body));
    }

    private static Step last(Explanation explanation) {
        return explanation.steps().get(explanation.steps().size() - 1);
    }
}
