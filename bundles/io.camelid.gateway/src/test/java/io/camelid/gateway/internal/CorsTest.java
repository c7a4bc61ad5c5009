package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.OriginPattern;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.HeaderField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Gateway API says of {@code HTTPCORSFilter}, and the Fetch standard of the protocol. */
class CorsTest {
    private static final Backend.Llm BACKEND = Scene.group(ToyTarget.simple().named("a"));
    private static final String ORIGIN = "https://www.foo.test";

    private static Filter.Cors cors(
            String origins, boolean credentials, String methods, String headers, String exposed) {
        return new Filter.Cors(
                list(origins).stream().map(OriginPattern::new).toList(),
                credentials,
                list(methods),
                list(headers),
                list(exposed),
                3600);
    }

    private static List<String> list(String words) {
        return words == null || words.isEmpty() ? List.of() : Arrays.asList(words.split(" "));
    }

    private static FakeRequest preflight(String origin, String method) {
        return new FakeRequest("http", 8080, "gateway.test", "OPTIONS", "/v1/chat/completions", "", List.of(), "")
                .with("origin", origin)
                .with("access-control-request-method", method);
    }

    private static Scene.Result run(Filter.Cors cors, FakeRequest request, Upstream upstream) {
        return Scene.of(Scene.rule(BACKEND, cors)).run(request, Map.of("a", upstream));
    }

    private static final Upstream GOOD = Upstream.answers(200, Upstream.JSON, "{text:hi end}");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // origins, credentials, methods, headers, exposed | origin, method, headers | allowed: origin,
                // credentials, methods, headers, exposed
                "https://www.foo.test https://*.bar.test, true, GET OPTIONS, x-1 x-2, x-3 x-4, https://www.foo.test, GET, x-1, https://www.foo.test, true, 'GET, OPTIONS', 'x-1, x-2', 'x-3, x-4'",
                "https://www.foo.test https://*.bar.test, true, GET OPTIONS, x-1 x-2, x-3 x-4, https://a.b.bar.test, GET, x-1, https://a.b.bar.test, true, 'GET, OPTIONS', 'x-1, x-2', 'x-3, x-4'",
                "https://www.foo.test, false, *, -, -,  https://www.foo.test, POST, -, https://www.foo.test, -, POST, -, -",
                "*, false, *, *, *, https://any.test:12345, PUT, 'x-1, x-2', https://any.test:12345, -, PUT, 'x-1, x-2', *",
                "*, true, *, *, *, https://any.test, PUT, 'x-1, x-2', https://any.test, true, PUT, 'x-1, x-2', -",
                "*, true, *, *, *, https://any.test, PUT, -, https://any.test, true, PUT, -, -",
                "*, false, -, -, -, https://any.test, GET, x-1, https://any.test, -, -, -, -",
            })
    void preflightsAreAnswered(
            String origins,
            boolean credentials,
            String methods,
            String headers,
            String exposed,
            String origin,
            String method,
            String asked,
            String allowedOrigin,
            String allowedCredentials,
            String allowedMethods,
            String allowedHeaders,
            String exposedHeaders) {
        FakeRequest request = preflight(origin, method);
        Scene.Result result = run(
                cors(origins, credentials, methods, headers, exposed),
                asked == null ? request : request.with("access-control-request-headers", asked),
                GOOD);

        FakeClient client = result.client();
        assertEquals(200, client.status());
        assertEquals("", client.content());
        assertEquals(List.of(), result.tried());
        assertEquals(allowedOrigin, client.field("access-control-allow-origin"));
        assertEquals(or(allowedCredentials), client.field("access-control-allow-credentials"));
        assertEquals(or(allowedMethods), client.field("access-control-allow-methods"));
        assertEquals(or(allowedHeaders), client.field("access-control-allow-headers"));
        assertEquals(or(exposedHeaders), client.field("access-control-expose-headers"));
        assertEquals("3600", client.field("access-control-max-age"));
        assertEquals("Origin", client.field("vary"));
    }

    private static String or(String field) {
        return field == null ? "" : field;
    }

    @Test
    void aPreflightFromElsewhereIsToldNothing() {
        FakeClient client = run(
                        cors("https://www.foo.test", true, "*", "*", "*"), preflight("https://foo.test", "GET"), GOOD)
                .client();
        assertEquals(200, client.status());
        for (String field : List.of("origin", "credentials", "methods", "headers")) {
            assertEquals("", client.field("access-control-allow-" + field));
        }
        assertEquals("", client.field("access-control-max-age"));
        assertEquals("Origin", client.field("vary"));
    }

    @Test
    void answersSayWhoMayReadThemInsteadOfTheUpstream() {
        Upstream talkative = Upstream.answers(
                200,
                List.of(
                        HeaderField.of("Content-Type", "application/json"),
                        HeaderField.of("Access-Control-Allow-Origin", "*"),
                        HeaderField.of("Access-Control-Allow-Methods", "DELETE"),
                        HeaderField.of("Access-Control-Max-Age", "1")),
                "{text:hi end}");
        FakeClient client = run(
                        cors("https://*.foo.test", true, "GET", "x-1", "x-2"),
                        FakeRequest.chat().with("Origin", ORIGIN),
                        talkative)
                .client();
        assertEquals(200, client.status());
        assertEquals(ORIGIN, client.field("access-control-allow-origin"));
        assertEquals("true", client.field("access-control-allow-credentials"));
        assertEquals("x-2", client.field("access-control-expose-headers"));
        assertEquals("", client.field("access-control-allow-methods"));
        assertEquals("", client.field("access-control-max-age"));
        assertEquals("Origin", client.field("vary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://elsewhere.test"})
    void othersAreToldNothing(String origin) {
        FakeRequest request =
                origin.isEmpty() ? FakeRequest.chat() : FakeRequest.chat().with("Origin", origin);
        FakeClient client = run(cors(ORIGIN, true, "", "", ""), request, GOOD).client();
        assertEquals(200, client.status());
        assertEquals("", client.field("access-control-allow-origin"));
        assertEquals("", client.field("access-control-allow-credentials"));
        assertEquals("Origin", client.field("vary"));
    }

    @Test
    void errorsOfTheGatewayAreReadableToo() {
        RouteRule rule = Scene.rule(List.of(), Timeouts.DEFAULT, cors(ORIGIN, false, "", "", ""));
        FakeClient client = Scene.of(rule)
                .run(FakeRequest.chat().with("Origin", ORIGIN), Map.of())
                .client();
        assertEquals(500, client.status());
        assertEquals(ORIGIN, client.field("access-control-allow-origin"));
    }

    @Test
    void otherOptionsRequestsGoToTheBackend() {
        RouteRule rule = Scene.rule(Scene.servers("one"), cors("*", false, "", "", ""));
        FakeRequest options = new FakeRequest("http", 8080, "gateway.test", "OPTIONS", "/x", "", List.of(), "");
        Scene.Result result = Scene.of(rule).run(options.with("Origin", ORIGIN), Map.of("one", GOOD));
        assertEquals(List.of("one"), result.tried());
    }

    @Test
    void aPreflightComesBeforeARedirect() {
        Filter redirect =
                new Filter.Redirect(Optional.of("https"), Optional.empty(), Optional.empty(), Optional.empty(), 302);
        RouteRule rule = Scene.rule(List.of(), Timeouts.DEFAULT, redirect, cors("*", false, "", "", ""));
        assertEquals(
                200,
                Scene.of(rule).run(preflight(ORIGIN, "GET"), Map.of()).client().status());
        assertEquals(
                302, Scene.of(rule).run(FakeRequest.chat(), Map.of()).client().status());
    }

    @Test
    void aBackendsOwnFilterIsForItsShare() {
        BackendRef ref = new BackendRef(1, BACKEND, List.of(cors("*", false, "", "", "")));
        RouteRule rule = Scene.rule(List.of(ref), Timeouts.DEFAULT);
        assertEquals(
                ORIGIN,
                Scene.of(rule).run(preflight(ORIGIN, "GET"), Map.of()).client().field("access-control-allow-origin"));
    }

    /** A rule for POST takes no OPTIONS, but the preflight of a POST, and that only if it answers it. */
    @ParameterizedTest
    @CsvSource({"true, POST, 0", "true, GET, 1", "false, POST, 1"})
    void aPreflightBelongsToTheRuleOfTheRequestItAnnounces(boolean answers, String method, int expected) {
        RouteRule posts = new RouteRule(
                "rule/ai/chat/0@1",
                Scene.ROUTE,
                0,
                answers ? List.of(cors("*", false, "", "", "")) : List.of(),
                List.of(new BackendRef(1, BACKEND, List.of())),
                Timeouts.DEFAULT);
        RouteRule others = new RouteRule(
                "rule/ai/chat/1@1",
                Scene.ROUTE,
                1,
                List.of(),
                List.of(new BackendRef(1, Scene.servers("one"), List.of())),
                Timeouts.DEFAULT);
        Scene scene = Scene.of(posts);
        scene.configuration.activate(new RoutingSnapshot(
                2,
                List.of(Scene.LISTENER),
                request -> Optional.of(
                        new RuleMatch(request.method().equals("POST") ? posts : others, Scene.LISTENER, "")),
                Map.of(posts.id(), posts, others.id(), others),
                Map.of()));
        Scene.Result result = scene.run(preflight(ORIGIN, method), Map.of("one", GOOD));
        assertEquals(expected, result.exchange().match().orElseThrow().rule().index());
        assertTrue(result.tried().size() == expected);
    }
}
