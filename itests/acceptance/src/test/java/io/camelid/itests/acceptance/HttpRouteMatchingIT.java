package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Command;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Ports;
import io.camelid.itests.acceptance.harness.RawConnection;
import io.camelid.testkit.upstream.FakeUpstream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * HTTPRoute's matching through the assembled gateway. Every rule adds a response header {@code rule} with its own
 * name, and leads to a Service; so an answer says which rule it was.
 */
class HttpRouteMatchingIT {
    private static final String GATEWAY =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw, namespace: web}
            spec:
              gatewayClassName: camelid
              listeners:
              - {name: main, port: %1$d, protocol: HTTP}
              - {name: shop, port: %1$d, protocol: HTTP, hostname: "*.shop.test"}
              - {name: side, port: %2$d, protocol: HTTP}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: one, namespace: web}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %3$d}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: two, namespace: web}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %4$d}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: away, namespace: other}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %4$d}]}
            ---
            """;

    private static final String GRANT =
            """
            apiVersion: gateway.networking.k8s.io/v1beta1
            kind: ReferenceGrant
            metadata: {name: web, namespace: other}
            spec:
              from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web}]
              to: [{group: "", kind: Service}]
            """;

    /** The rules of each route by their names. */
    private static final Map<String, List<String>> RULES = new LinkedHashMap<>();

    static {
        RULES.put(
                "main|parentRefs: [{name: gw, sectionName: main}]",
                List.of(
                        "exact|{path: {type: Exact, value: /exact}}",
                        "prefix|{path: {type: PathPrefix, value: /prefix}}",
                        "longer|{path: {type: PathPrefix, value: /prefix/longer/}}",
                        "regex|{path: {type: RegularExpression, value: '/v[0-9]+/(chat|embed)'}}",
                        "header|{path: {value: /prefix}, headers: [{name: Env, value: canary}]}",
                        "headers|{path: {value: /prefix}, headers: [{name: Env, value: canary}, {name: n, type: RegularExpression, value: '[0-9]+'}]}",
                        "query|{path: {value: /prefix}, queryParams: [{name: q, value: 'a b'}]}",
                        "queryRegex|{path: {value: /prefix}, queryParams: [{name: r, type: RegularExpression, value: 'x+'}]}",
                        "method|{path: {value: /prefix}, method: PUT}"));
        RULES.put(
                "host|parentRefs: [{name: gw, port: %1$d}]\n  hostnames: [exact.test, '*.wild.test']",
                List.of("hosted|{path: {value: /}}"));
        RULES.put(
                "shop|parentRefs: [{name: gw, sectionName: shop}, {name: gw, sectionName: side}]\n  hostnames: [a.shop.test, elsewhere.test]",
                List.of("shop|{path: {value: /}}"));
    }

    private static FakeUpstream one;
    private static FakeUpstream two;
    private static int main;
    private static int side;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        one = FakeUpstream.start((request, response) -> response.json(200, "one " + request.target()));
        two = FakeUpstream.start((request, response) -> response.json(200, "two " + request.target()));
        List<Integer> ports = List.copyOf(Ports.free(2));
        main = ports.get(0);
        side = ports.get(1);
        gateway = Gateway.named("http-route-matching")
                .manifest("gateway.yaml", GATEWAY.formatted(main, side, one.port(), two.port()))
                .manifest("routes.yaml", routes())
                .manifest("weights.yaml", weights())
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        for (FakeUpstream upstream : List.of(one, two)) {
            upstream.close();
        }
    }

    private static String route(String name, String head, String rules) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: " + name
                + ", namespace: web}\nspec:\n  " + head + "\n  rules:\n" + rules + "---\n";
    }

    private static String routes() {
        StringBuilder yaml = new StringBuilder();
        RULES.forEach((route, rules) -> {
            String[] words = route.split("\\|");
            StringBuilder text = new StringBuilder();
            for (String rule : rules) {
                String[] parts = rule.split("\\|", 2);
                text.append("  - matches: [" + parts[1] + "]\n    filters: [{type: ResponseHeaderModifier,"
                        + " responseHeaderModifier: {set: [{name: rule, value: " + parts[0] + "}]}}]\n"
                        + "    backendRefs: [{name: one, port: " + one.port() + "}]\n");
            }
            yaml.append(route(words[0], words[1].formatted(main), text.toString()));
        });
        return yaml.toString();
    }

    private static String weights() {
        String first = "{name: one, port: " + one.port() + ", weight: ";
        String second = "{name: two, port: " + two.port() + ", weight: ";
        return route(
                "weights",
                "parentRefs: [{name: gw, sectionName: main}]",
                "  - matches: [{path: {value: /share}}]\n    backendRefs: [" + first + "3}, " + second + "1}]\n"
                        + "  - matches: [{path: {value: /none-of-two}}]\n    backendRefs: [" + first + "1}, " + second
                        + "0}]\n"
                        + "  - matches: [{path: {value: /zero}}]\n    backendRefs: [" + first + "0}]\n"
                        + "  - matches: [{path: {value: /no-backends}}]\n"
                        + "  - matches: [{path: {value: /away}}]\n    backendRefs: [{name: away, namespace: other, port: "
                        + two.port() + "}]\n");
    }

    /** {@code METHOD host/path} and further header fields, to one of the ports. */
    private static RawConnection.Answer send(int port, String line) throws Exception {
        String[] words = line.trim().split(" ");
        int slash = words[1].indexOf('/');
        StringBuilder head = new StringBuilder(words[0] + " " + words[1].substring(slash) + " HTTP/1.1\r\nHost: "
                + words[1].substring(0, slash) + "\r\n");
        for (int index = 2; index + 1 < words.length; index += 2) {
            head.append(words[index] + " " + words[index + 1] + "\r\n");
        }
        try (RawConnection connection = RawConnection.to(port)) {
            return connection.send(head + "Content-Length: 0\r\n\r\n").answer();
        }
    }

    private static String rule(RawConnection.Answer answer) {
        return answer.status() == 200 ? answer.headers().getOrDefault("rule", "unnamed") : "" + answer.status();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET h/exact                            | exact",
                "GET h/exact?q=1                        | exact",
                "GET h/exact/                           | 404",
                "GET h/Exact                            | 404",
                "GET h/prefix                           | prefix",
                "GET h/prefix/x                         | prefix",
                "GET h/prefixed                         | 404",
                "GET h/prefix/longer                    | longer",
                "GET h/prefix/longer/x                  | longer",
                "GET h/prefix/longerx                   | prefix",
                "GET h/v1/chat                          | regex",
                "GET h/v1/chat/x                        | 404",
                "GET h/prefix env: canary               | header",
                "GET h/prefix ENV: Canary               | prefix",
                "GET h/prefix env: canary n: 42         | headers",
                "GET h/prefix env: canary n: x          | header",
                "GET h/prefix?q=a+b                     | query",
                "GET h/prefix?q=a%20b                   | query",
                "GET h/prefix?r=xxx                     | queryRegex",
                "GET h/prefix?r=xy                      | prefix",
                "GET h/prefix?q=a+b env: canary         | header",
                "PUT h/prefix env: canary               | method",
                "PUT h/prefix/longer                    | longer",
                "GET h/prefix/../exact                  | 400",
                "GET exact.test/exact                   | hosted",
                "GET EXACT.test:80/any                  | hosted",
                "GET a.wild.test/prefix                 | hosted",
                "GET a.b.wild.test/prefix               | hosted",
                "GET wild.test/prefix                   | prefix",
                "GET a.shop.test/prefix                 | shop",
                "GET b.shop.test/prefix                 | 404",
                "GET elsewhere.test/prefix              | prefix",
            })
    void theRuleIsTheOneOfTheSpecification(String request, String expected) throws Exception {
        assertEquals(expected, rule(send(main, request)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GET elsewhere.test/ | shop",
                "GET a.shop.test/    | shop",
                "GET h/exact         | 404",
                "GET exact.test/     | 404",
            })
    void parentRefsChooseListenersByNameAndPort(String request, String expected) throws Exception {
        assertEquals(expected, rule(send(side, request)));
    }

    @Test
    void backendsGetTheirShare() throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        for (int count = 0; count < 400; count++) {
            counts.merge(send(main, "GET h/share").body().substring(0, 3), 1, Integer::sum);
        }
        assertEquals(400, counts.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(counts.get("one") > 240 && counts.get("one") < 350, counts::toString);
        for (int count = 0; count < 50; count++) {
            assertEquals("one", send(main, "GET h/none-of-two").body().substring(0, 3));
        }
        assertEquals(500, send(main, "GET h/zero").status());
        assertEquals(500, send(main, "GET h/no-backends").status());
    }

    @Test
    void referenceGrantOpensAndClosesAnotherNamespace() throws Exception {
        assertEquals(500, send(main, "GET h/away").status());
        assertEquals("RefNotPermitted", resolvedRefs().path("reason").asText());

        gateway.write("grant.yaml", GRANT);
        Await.until(Gateway.LIVE, () -> send(main, "GET h/away").status() == 200);
        Await.until(Gateway.LIVE, () -> resolvedRefs().path("status").asText().equals("True"));

        Files.delete(gateway.manifest("grant.yaml"));
        Await.until(Gateway.LIVE, () -> send(main, "GET h/away").status() == 500);
    }

    private static JsonNode resolvedRefs() throws Exception {
        JsonNode route = gateway.object("gateway.networking.k8s.io/v1", "httproutes", "web", "weights");
        return Gateway.condition(route.at("/status/parents/0"), "ResolvedRefs");
    }

    @Test
    void attachedRoutesAreCountedPerListener() throws Exception {
        JsonNode listeners = gateway.object("gateway.networking.k8s.io/v1", "gateways", "web", "gw")
                .at("/status/listeners");
        Map<String, Integer> attached = new TreeMap<>();
        listeners.forEach(listener -> attached.put(
                listener.path("name").asText(), listener.path("attachedRoutes").asInt()));
        assertEquals(Map.of("main", 3, "shop", 1, "side", 1), attached);
    }

    @Test
    void explainSaysWhyItIsThatRuleAndWhichNearlyWereIt() throws Exception {
        JsonNode steps = gateway.admin()
                .json("/debug/explain?method=GET&url=http://h:" + main + "/prefix/x&header=env:%20canary")
                .path("steps");
        assertTrue(
                steps.toString().contains("rule 4: PathPrefix /prefix, header env = \\\"canary\\\""), steps::toString);
        assertTrue(steps.toString().contains("there is no header n"), steps::toString);
        Command.Result shell = gateway.shell("llm:route-explain GET http://h:" + main + "/prefix/x");
        assertTrue(shell.out().contains("near miss"), shell.out() + shell.err());
        assertTrue(shell.out().contains("the method is not PUT"), shell.out());
    }
}
