package io.camelid.config.internal.match;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.config.internal.Manifests;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the Gateway API's documentation of HTTPRoute says of matching, sentence by sentence, and the
 * examples it gives. Each request says which rule it must reach: {@code METHOD host/path?query [Header:
 * value …] -> route/rule}.
 */
class HttpRouteSpecificationTest {
    private static final String GATEWAY =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: ns}
            spec: {gatewayClassName: camelid, listeners: [%s]}
            ---
            """;

    private static final String ANY_HOST = "{name: any, port: 80, protocol: HTTP}";

    private static String route(String name, String spec) {
        String parents = spec.contains("parentRefs") ? "{" : "{parentRefs: [{name: gw}], ";
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {" + name
                + ", namespace: ns}\nspec: " + spec.replaceFirst("\\{", parents) + "\n---\n";
    }

    private static DynamicTest says(String sentence, String listeners, String routes, String... requests) {
        return DynamicTest.dynamicTest(sentence, () -> {
            Manifests manifests = Manifests.compile(GATEWAY.formatted(listeners) + routes);
            assertAll(Stream.of(requests)
                    .map(request -> () -> assertEquals(
                            request.substring(request.indexOf(" -> ") + 4), reached(manifests, request), request)));
        });
    }

    private static String reached(Manifests manifests, String line) {
        String[] words = line.substring(0, line.indexOf(" -> ")).split(" ");
        int slash = words[1].indexOf('/');
        String[] authority = words[1].substring(0, slash).split(":");
        String[] target = words[1].substring(slash).split("\\?");
        List<HeaderField> headers = new ArrayList<>();
        for (int index = 2; index + 1 < words.length; index += 2) {
            headers.add(HeaderField.of(words[index].replace(":", ""), words[index + 1]));
        }
        return manifests
                .snapshot()
                .routes()
                .match(Manifests.request(
                        authority.length > 1 ? Integer.parseInt(authority[1]) : 80,
                        authority[0],
                        words[0],
                        target[0],
                        target.length > 1 ? target[1] : "",
                        headers))
                .map(match -> match.rule().route().name() + "/" + match.rule().index())
                .orElse("none");
    }

    @TestFactory
    Stream<DynamicTest> paths() {
        return Stream.of(
                says(
                        "Exact: matches the URL path exactly and with case sensitivity",
                        ANY_HOST,
                        route("name: r", "{rules: [{matches: [{path: {type: Exact, value: /foo}}]}]}"),
                        "GET h/foo -> r/0",
                        "GET h/foo?q=1 -> r/0",
                        "GET h/foo/ -> none",
                        "GET h/Foo -> none",
                        "GET h/foo/bar -> none"),
                says(
                        "PathPrefix: /abc, /abc/ and /abc/def match the prefix /abc, but /abcd does not",
                        ANY_HOST,
                        route("name: r", "{rules: [{matches: [{path: {type: PathPrefix, value: /abc}}]}]}"),
                        "GET h/abc -> r/0",
                        "GET h/abc/ -> r/0",
                        "GET h/abc/def -> r/0",
                        "GET h/abcd -> none",
                        "GET h/ABC -> none"),
                says(
                        "PathPrefix: a trailing / of the prefix is ignored, /abc/ is equal to /abc",
                        ANY_HOST,
                        route("name: r", "{rules: [{matches: [{path: {type: PathPrefix, value: /abc/}}]}]}"),
                        "GET h/abc -> r/0",
                        "GET h/abc/ -> r/0",
                        "GET h/abc/def -> r/0",
                        "GET h/abcd -> none"),
                says(
                        "A match without a path is one for the prefix /",
                        ANY_HOST,
                        route("name: r", "{rules: [{matches: [{method: GET}]}]}"),
                        "GET h/ -> r/0",
                        "GET h/anything/else -> r/0",
                        "POST h/ -> none"),
                says(
                        "RegularExpression: the whole path, in the RE2 dialect",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {type: RegularExpression, value: '/v[0-9]+/(chat|embed)'}}]}]}"),
                        "GET h/v1/chat -> r/0",
                        "GET h/v12/embed -> r/0",
                        "GET h/v1/chat/x -> none",
                        "GET h/x/v1/chat -> none",
                        "GET h/v/chat -> none"));
    }

    @TestFactory
    Stream<DynamicTest> conditions() {
        return Stream.of(
                says(
                        "All conditions of a match must hold; of several matches one",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {value: /foo}, headers: [{name: version, value: v2}]}, {path: {value: /v2/foo}}]}]}"),
                        "GET h/foo version: v2 -> r/0",
                        "GET h/v2/foo -> r/0",
                        "GET h/foo version: v1 -> none",
                        "GET h/foo -> none"),
                says(
                        "Header names are compared without regard to case, values with it",
                        ANY_HOST,
                        route("name: r", "{rules: [{matches: [{headers: [{name: Env, value: Canary}]}]}]}"),
                        "GET h/ env: Canary -> r/0",
                        "GET h/ ENV: Canary -> r/0",
                        "GET h/ env: canary -> none"),
                says(
                        "Several headers: all of them must match",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{headers: [{name: a, value: '1'}, {name: b, type: RegularExpression, value: '[0-9]+'}]}]}]}"),
                        "GET h/ a: 1 b: 22 -> r/0",
                        "GET h/ a: 1 b: 2x -> none",
                        "GET h/ a: 1 -> none"),
                says(
                        "If several entries have the same header name, only the first counts",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{headers: [{name: a, value: '1'}, {name: A, value: '2'}]}]}]}"),
                        "GET h/ a: 1 -> r/0",
                        "GET h/ a: 2 -> none"),
                says(
                        "Query parameters: exact name, exact value or expression; the first of a name counts",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{queryParams: [{name: animal, value: whale}]}]},"
                                        + " {matches: [{queryParams: [{name: n, type: RegularExpression, value: '[0-9]+'}]}]}]}"),
                        "GET h/?animal=whale -> r/0",
                        "GET h/?x=1&animal=whale -> r/0",
                        "GET h/?Animal=whale -> none",
                        "GET h/?animal=Whale -> none",
                        "GET h/?animal=cow&animal=whale -> none",
                        "GET h/?n=42 -> r/1",
                        "GET h/?n=4x -> none",
                        "GET h/?n=a&n=4 -> none"),
                says(
                        "Method: matches when it is specified",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {value: /hello}, method: POST}]}, {matches: [{path: {value: /hello}, method: GET}]}]}"),
                        "POST h/hello -> r/0",
                        "GET h/hello -> r/1",
                        "PUT h/hello -> none"));
    }

    @TestFactory
    Stream<DynamicTest> precedence() {
        return Stream.of(
                says(
                        "First the largest number of characters in a matching non-wildcard hostname",
                        ANY_HOST,
                        route("name: exact", "{hostnames: [a.example.com], rules: [{}]}")
                                + route(
                                        "name: wild",
                                        "{hostnames: ['*.example.com'], rules: [{matches: [{path: {type: Exact, value: /x}, method: GET}]}]}"),
                        "GET a.example.com/x -> exact/0",
                        "GET b.example.com/x -> wild/0"),
                says(
                        "then the largest number of characters in a matching hostname",
                        ANY_HOST,
                        route(
                                        "name: short",
                                        "{hostnames: ['*.com'], rules: [{matches: [{path: {type: Exact, value: /x}}]}]}")
                                + route("name: long", "{hostnames: ['*.example.com'], rules: [{}]}")
                                + route("name: none", "{rules: [{matches: [{path: {type: Exact, value: /x}}]}]}"),
                        "GET a.example.com/x -> long/0",
                        "GET a.test.com/x -> short/0",
                        "GET a.org/x -> none/0"),
                says(
                        "then Exact path",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {value: /a/b}, method: GET, headers: [{name: h, value: x}]}]}, {matches: [{path: {type: Exact, value: /a/b}}]}]}"),
                        "GET h/a/b h: x -> r/1",
                        "GET h/a/b/c h: x -> r/0"),
                says(
                        "then the prefix with the largest number of characters",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {value: /}}]}, {matches: [{path: {value: /a}, method: GET}]}, {matches: [{path: {value: /a/b}}]}]}"),
                        "GET h/a/b/c -> r/2",
                        "GET h/a/c -> r/1",
                        "GET h/x -> r/0"),
                says(
                        "then the method",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {value: /a}, headers: [{name: x, value: '1'}, {name: y, value: '1'}]}]}, {matches: [{path: {value: /a}, method: GET}]}]}"),
                        "GET h/a x: 1 y: 1 -> r/1",
                        "PUT h/a x: 1 y: 1 -> r/0"),
                says(
                        "then the largest number of header matches",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{headers: [{name: x, value: '1'}], queryParams: [{name: q, value: '1'}, {name: p, value: '1'}]}]},"
                                        + " {matches: [{headers: [{name: x, value: '1'}, {name: y, value: '1'}]}]}]}"),
                        "GET h/?q=1&p=1 x: 1 y: 1 -> r/1",
                        "GET h/?q=1&p=1 x: 1 -> r/0"),
                says(
                        "then the largest number of query parameter matches",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{queryParams: [{name: a, value: '1'}]}]}, {matches: [{queryParams: [{name: a, value: '1'}, {name: b, value: '2'}]}]}]}"),
                        "GET h/?a=1&b=2 -> r/1",
                        "GET h/?a=1 -> r/0"),
                says(
                        "then the oldest route by its creation timestamp",
                        ANY_HOST,
                        route("name: a, creationTimestamp: '2026-01-02T00:00:00Z'", "{rules: [{}]}")
                                + route("name: b, creationTimestamp: '2026-01-01T00:00:00Z'", "{rules: [{}]}"),
                        "GET h/ -> b/0"),
                says(
                        "then the first in alphabetical order by namespace and name",
                        "{name: any, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}",
                        route("name: b", "{rules: [{}]}")
                                + route("name: a", "{rules: [{}]}")
                                + route("name: z", "{parentRefs: [{name: gw, namespace: ns}], rules: [{}]}")
                                        .replace("z, namespace: ns}", "z, namespace: earlier}"),
                        "GET h/ -> z/0"),
                says(
                        "then the first matching rule in list order",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {value: /a}}]}, {matches: [{path: {value: /a}}]}]}"),
                        "GET h/a -> r/0"),
                says(
                        "An expression comes after prefixes here, which the specification leaves open",
                        ANY_HOST,
                        route(
                                "name: r",
                                "{rules: [{matches: [{path: {type: RegularExpression, value: '/a/.*'}}]}, {matches: [{path: {value: /a}}]}]}"),
                        "GET h/a/b -> r/1"));
    }

    @TestFactory
    Stream<DynamicTest> hostnames() {
        return Stream.of(
                says(
                        "A listener test.example.com takes routes without hostnames, with its own, and with *.example.com",
                        "{name: l, port: 80, protocol: HTTP, hostname: test.example.com}",
                        route("name: without", "{rules: [{matches: [{path: {value: /no}}]}]}")
                                + route(
                                        "name: own",
                                        "{hostnames: [test.example.com], rules: [{matches: [{path: {value: /own}}]}]}")
                                + route(
                                        "name: wild",
                                        "{hostnames: ['*.example.com'], rules: [{matches: [{path: {value: /wild}}]}]}")
                                + route(
                                        "name: other",
                                        "{hostnames: [test.example.net], rules: [{matches: [{path: {value: /other}}]}]}"),
                        "GET test.example.com/no -> without/0",
                        "GET test.example.com/own -> own/0",
                        "GET test.example.com/wild -> wild/0",
                        "GET test.example.com/other -> none",
                        "GET test.example.net/other -> none",
                        "GET foo.example.com/wild -> none"),
                says(
                        "A listener *.example.com takes test.example.com and foo.test.example.com, not example.com or test.example.net",
                        "{name: l, port: 80, protocol: HTTP, hostname: '*.example.com'}",
                        route(
                                "name: r",
                                "{hostnames: [test.example.com, foo.test.example.com, example.com, test.example.net], rules: [{}]}"),
                        "GET test.example.com/ -> r/0",
                        "GET foo.test.example.com/ -> r/0",
                        "GET bar.example.com/ -> none",
                        "GET example.com/ -> none",
                        "GET test.example.net/ -> none"),
                says(
                        "A wildcard matches a suffix: *.example.com matches test.example.com and foo.test.example.com, not example.com",
                        ANY_HOST,
                        route("name: r", "{hostnames: ['*.example.com'], rules: [{}]}"),
                        "GET test.example.com/ -> r/0",
                        "GET foo.test.example.com/ -> r/0",
                        "GET example.com/ -> none",
                        "GET testexample.com/ -> none"),
                says(
                        "A request belongs to the most specific listener, whose routes alone count",
                        ANY_HOST + ", {name: wild, port: 80, protocol: HTTP, hostname: '*.example.com'},"
                                + " {name: exact, port: 80, protocol: HTTP, hostname: a.example.com}",
                        route("name: any", "{parentRefs: [{name: gw, sectionName: any}], rules: [{}]}")
                                + route(
                                        "name: wild",
                                        "{parentRefs: [{name: gw, sectionName: wild}], rules: [{matches: [{path: {value: /w}}]}]}")
                                + route(
                                        "name: exact",
                                        "{parentRefs: [{name: gw, sectionName: exact}], rules: [{matches: [{path: {value: /e}}]}]}"),
                        "GET a.example.com/e -> exact/0",
                        "GET a.example.com/w -> none",
                        "GET b.example.com/w -> wild/0",
                        "GET b.example.com/ -> none",
                        "GET c.org/ -> any/0"));
    }

    @TestFactory
    Stream<DynamicTest> parents() {
        String two = "{name: one, port: 80, protocol: HTTP}, {name: two, port: 81, protocol: HTTP}";
        return Stream.of(
                says(
                        "Without sectionName and port a route attaches to every listener",
                        two,
                        route("name: r", "{rules: [{}]}"),
                        "GET h/ -> r/0",
                        "GET h:81/ -> r/0",
                        "GET h:82/ -> none"),
                says(
                        "sectionName names one listener",
                        two,
                        route("name: r", "{parentRefs: [{name: gw, sectionName: two}], rules: [{}]}"),
                        "GET h/ -> none",
                        "GET h:81/ -> r/0"),
                says(
                        "port chooses the listeners of a port",
                        two,
                        route("name: r", "{parentRefs: [{name: gw, port: 81}], rules: [{}]}"),
                        "GET h/ -> none",
                        "GET h:81/ -> r/0"),
                says(
                        "Both must fit when both are given",
                        two,
                        route("name: r", "{parentRefs: [{name: gw, port: 80, sectionName: two}], rules: [{}]}"),
                        "GET h/ -> none",
                        "GET h:81/ -> none"),
                says(
                        "Several parentRefs are followed one by one",
                        two,
                        route(
                                "name: r",
                                "{parentRefs: [{name: gw, sectionName: one}, {name: gw, sectionName: two}, {name: gone}], rules: [{}]}"),
                        "GET h/ -> r/0",
                        "GET h:81/ -> r/0"));
    }

    /** From "HTTP routing" and "HTTP traffic splitting" of the Gateway API's guides. */
    @TestFactory
    Stream<DynamicTest> guides() {
        return Stream.of(says(
                "foo.example.com/login, and bar.example.com with env: canary",
                ANY_HOST,
                route(
                                "name: foo-route",
                                "{hostnames: [foo.example.com], rules: [{matches: [{path: {type: PathPrefix, value: /login}}]}]}")
                        + route(
                                "name: bar-route",
                                "{hostnames: [bar.example.com], rules: [{matches: [{headers: [{type: Exact, name: env, value: canary}]}]}, {}]}"),
                "GET foo.example.com/login -> foo-route/0",
                "GET foo.example.com/ -> none",
                "GET bar.example.com/ env: canary -> bar-route/0",
                "GET bar.example.com/x -> bar-route/1",
                "GET baz.example.com/login -> none"));
    }
}
