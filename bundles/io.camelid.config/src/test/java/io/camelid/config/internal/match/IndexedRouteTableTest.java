package io.camelid.config.internal.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.spi.HeaderField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matching as manifests and requests see it. */
class IndexedRouteTableTest {
    private static final String ROUTE =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: %s
            spec:
              parentRefs: [{name: agentgateway}]
              %s
              rules: [{matches: [%s]}]
            ---
            """;

    private static String route(String name, String matches) {
        return ROUTE.formatted(name, "", matches);
    }

    private static String prefix(String path) {
        return "{path: {type: PathPrefix, value: " + path + "}}";
    }

    private static String found(Manifests manifests, RequestHead request) {
        return manifests
                .snapshot()
                .routes()
                .match(request)
                .map(match -> match.rule().route().name())
                .orElse("none");
    }

    private static RequestHead get(String path) {
        return Manifests.request(8080, "host", "GET", path, "", List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "/foo, foo",
        "/foo/, foo",
        "/foo/bar, foo",
        "/foobar, none",
        "/fo, none",
        "/, none",
        "/FOO, none",
        "/foo%2Fbar, none",
        "/%66oo, none",
        "//foo, none",
        "/foo//x, foo"
    })
    void prefixesMatchBySegmentAsSent(String path, String expected) {
        for (String prefix : List.of("/foo", "/foo/")) {
            assertEquals(expected, found(Manifests.compile(route("foo", prefix(prefix))), get(path)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/a/.",
                "/a/..",
                "/./a",
                "/a/%2e%2e/b",
                "/a/%2E./b",
                "/a/.%2e",
                "/a/b/../../c",
                "*",
                "",
                "a"
            })
    void pathsThatMightBeOthersMatchNothing(String path) {
        assertEquals("none", found(Manifests.compile(route("all", prefix("/"))), get(path)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/...", "/a/.well-known", "/a/b..c", "/.../x", "/a.", "/%2e%2e%2e", "/a/%2"})
    void otherDotsAreOrdinary(String path) {
        assertEquals("all", found(Manifests.compile(route("all", prefix("/"))), get(path)));
    }

    @Test
    void prefixThatFittedIsTold() {
        Manifests manifests = Manifests.compile(route("a", prefix("/a/b/")) + route("root", prefix("/")));
        assertEquals("/a/b", manifests.match("h", "GET", "/a/b/c").orElseThrow().prefix());
        assertEquals("", manifests.match("h", "GET", "/x").orElseThrow().prefix());
    }

    @Test
    void precedenceIsTheGatewayApis() {
        String yaml = route("regex", "{path: {type: RegularExpression, value: /a/.*}}")
                + route("short", prefix("/a"))
                + route("long", prefix("/a/b"))
                + route("exact", "{path: {type: Exact, value: /a/b}}")
                + route("method", "{path: {value: /a/b}, method: GET}")
                + route("header", "{path: {value: /a/b}, headers: [{name: X-One, value: '1'}]}")
                + route("query", "{path: {value: /a/b}, queryParams: [{name: q, value: two words}]}")
                + route("both", "{path: {value: /a/b}, method: GET, headers: [{name: X-One, value: '1'}]}");
        Manifests manifests = Manifests.compile(yaml);
        List<HeaderField> one = List.of(HeaderField.of("x-oNE", "1"));
        assertEquals("exact", found(manifests, Manifests.request(8080, "h", "GET", "/a/b", "", one)));
        assertEquals("both", found(manifests, Manifests.request(8080, "h", "GET", "/a/b/c", "q=1", one)));
        assertEquals(
                "method", found(manifests, Manifests.request(8080, "h", "GET", "/a/b/c", "q=two+words", List.of())));
        assertEquals("header", found(manifests, Manifests.request(8080, "h", "PUT", "/a/b/c", "q=two+words", one)));
        assertEquals(
                "query",
                found(manifests, Manifests.request(8080, "h", "PUT", "/a/b/c", "x&%71=two%20words", List.of())));
        assertEquals("long", found(manifests, Manifests.request(8080, "h", "PUT", "/a/b/c", "q=three", List.of())));
        assertEquals("short", found(manifests, Manifests.request(8080, "h", "PUT", "/a/c", "", List.of())));
    }

    @Test
    void olderRouteWinsThenNameThenOrder() {
        String younger = route("aaa", prefix("/"))
                .replace("name: aaa", "name: aaa\n  creationTimestamp: '2026-02-01T00:00:00Z'");
        String older = route("zzz", prefix("/"))
                .replace("name: zzz", "name: zzz\n  creationTimestamp: '2026-01-01T00:00:00Z'");
        assertEquals("zzz", found(Manifests.compile(younger + older), get("/")));
        assertEquals("aaa", found(Manifests.compile(route("bbb", prefix("/")) + route("aaa", prefix("/"))), get("/")));
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, exact", "A.Example.COM, exact", "a.example.com., exact", "b.example.com, wildcard",
        "c.b.example.com, wildcard", "example.com, any", "'', any", "xexample.com, any"
    })
    void hostnamesComeFirst(String host, String expected) {
        String yaml = ROUTE.formatted("any", "", prefix("/long/path"))
                + ROUTE.formatted("any", "", prefix("/"))
                        .replace("name: any", "name: any2")
                        .replace("any2", "any-root")
                + ROUTE.formatted("wildcard", "hostnames: ['*.example.com']", prefix("/"))
                + ROUTE.formatted("exact", "hostnames: [a.example.com]", prefix("/"));
        String name =
                found(Manifests.compile(yaml), Manifests.request(8080, host, "GET", "/long/path/x", "", List.of()));
        assertEquals(expected, name);
    }

    @Test
    void lessSpecificHostnameServesWhatTheOtherDoesNot() {
        String yaml = ROUTE.formatted("exact", "hostnames: [a.example.com]", prefix("/only"))
                + ROUTE.formatted("any", "", prefix("/"));
        assertEquals(
                "any",
                found(Manifests.compile(yaml), Manifests.request(8080, "a.example.com", "GET", "/x", "", List.of())));
    }

    @Test
    void ruleWithoutMatchesTakesEverything() {
        Manifests manifests = Manifests.compile(
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: all}
                spec: {parentRefs: [{name: agentgateway}], rules: [{}]}
                """);
        assertEquals("all", found(manifests, get("/")));
        assertEquals("all", found(manifests, get("/any/thing")));
    }

    private static List<String> considered(String yaml, RequestHead request) {
        return Manifests.compile(yaml).snapshot().routes().consider(request, 3).stream()
                .map(one -> one.rule().route().name() + " (" + one.match() + ")"
                        + (one.isFound() ? "" : ": " + String.join("; ", one.obstacles())))
                .toList();
    }

    @Test
    void whyItIsThatRuleAndWhichNearlyWereIt() {
        String yaml = route("chat", "{path: {value: /openai/v1}, method: POST}")
                + route(
                        "canary",
                        "{path: {value: /openai/v1}, headers: [{name: Env, value: canary}], queryParams: [{name: q, type: RegularExpression, value: '[0-9]+'}]}")
                + route("same", "{path: {value: /openai/v1}, method: POST}")
                + route("far", prefix("/anthropic"))
                + ROUTE.formatted(
                        "hosted", "hostnames: [a.test, '*.b.test']", "{path: {type: Exact, value: /openai/v1/models}}")
                + route("all", prefix("/"));
        assertEquals(
                List.of(
                        "chat (PathPrefix /openai/v1, method POST)",
                        "same (PathPrefix /openai/v1, method POST): rule 0 of HTTPRoute default/chat comes first",
                        "all (PathPrefix /): rule 0 of HTTPRoute default/chat comes first",
                        "canary (PathPrefix /openai/v1, header env = \"canary\", query parameter q = RegularExpression [0-9]+):"
                                + " there is no header env; query parameter q is not RegularExpression [0-9]+"),
                considered(yaml, Manifests.request(8080, "host", "POST", "/openai/v1/chat", "q=x", List.of())));
        assertEquals(
                List.of(
                        "all (PathPrefix /)",
                        "hosted (host a.test or *.b.test, Exact /openai/v1/models): the host is not a.test or *.b.test",
                        "chat (PathPrefix /openai/v1, method POST): the method is not POST",
                        "same (PathPrefix /openai/v1, method POST): the method is not POST"),
                considered(yaml, get("/openai/v1/models")));
        assertEquals(
                List.of("a (PathPrefix /a): the path has a dot segment, which is not let through"),
                considered(route("a", prefix("/a")), get("/a/../b")));
    }

    @Test
    void ruleOfAnotherListenerIsSaidToBeOne() {
        String yaml =
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: agentgateway}
                spec:
                  gatewayClassName: camelid
                  listeners:
                  - {name: any, port: 8080, protocol: HTTP}
                  - {name: own, port: 8080, protocol: HTTP, hostname: own.test}
                ---
                """
                        + ROUTE.formatted("r", "", prefix("/x"))
                                .replace("{name: agentgateway}", "{name: agentgateway, sectionName: any}");
        assertEquals(
                List.of("r (PathPrefix /x): it is on listener any, and the host belongs to the one for own.test"),
                considered(yaml, Manifests.request(8080, "own.test", "GET", "/x", "", List.of())));
    }

    /** Not a benchmark: a guard against a table that looks at every rule. Prints what it measures. */
    @Test
    void tenThousandRulesCostAboutWhatTenDo() {
        double few = nanosPerMatch(10);
        double many = nanosPerMatch(10_000);
        System.out.printf(Locale.ROOT, "match: %.0f ns with 10 rules, %.0f ns with 10,000%n", few, many);
        assertTrue(many < few * 10 + 2000, () -> few + " ns with ten rules, " + many + " with ten thousand");
    }

    private static double nanosPerMatch(int rules) {
        StringBuilder yaml = new StringBuilder();
        for (int number = 0; number < rules; number++) {
            String match =
                    switch (number % 3) {
                        case 0 -> prefix("/tenant-" + number + "/v1");
                        case 1 -> "{path: {type: Exact, value: /tenant-" + number + "/v1/chat/completions}}";
                        default -> "{path: {value: /shared/v1}, headers: [{name: x-tenant, value: t" + number + "}]}";
                    };
            yaml.append(route("route-" + number, match));
        }
        Manifests manifests = Manifests.compile(yaml.toString());
        List<HeaderField> headers = List.of(
                HeaderField.of("Host", "ai.example.com"),
                HeaderField.of("Content-Type", "application/json"),
                HeaderField.of("Accept", "*/*"),
                HeaderField.of("x-tenant", "t2"));
        RequestHead[] requests = {
            Manifests.request(8080, "ai.example.com", "POST", "/tenant-3/v1/chat/completions", "", headers),
            Manifests.request(8080, "ai.example.com", "POST", "/tenant-4/v1/chat/completions", "", headers),
            Manifests.request(8080, "ai.example.com", "POST", "/shared/v1/chat/completions", "", headers),
        };
        int found = 0;
        double best = Double.MAX_VALUE;
        int rounds = 20_000;
        for (int round = 0; round < 20; round++) {
            long start = System.nanoTime();
            for (int count = 0; count < rounds; count++) {
                Optional<RuleMatch> match = manifests.snapshot().routes().match(requests[count % requests.length]);
                found += match.isPresent() ? 1 : 0;
            }
            best = Math.min(best, (System.nanoTime() - start) / (double) rounds);
        }
        assertEquals(20 * rounds, found);
        return best;
    }
}
