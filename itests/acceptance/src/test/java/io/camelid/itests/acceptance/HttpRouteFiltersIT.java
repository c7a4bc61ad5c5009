package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.RawConnection;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every filter of HTTPRoute, on rules and on single backendRefs, as a client and an upstream see it. */
class HttpRouteFiltersIT {
    private static final String CHAT =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String CREDENTIAL = "Bearer the-callers-own";
    private static final String ORIGIN = "https://www.foo.test";
    private static final int MIRROR_MOST = 64 * 1024;

    /** Plain servers, each under a Service of its name, and models under an AgentgatewayBackend. */
    private static final String OBJECTS =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: one, namespace: default}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %1$d}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: two, namespace: default}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %2$d}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: hanging, namespace: default}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %3$d}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: stuck, namespace: default}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %7$d}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: refusing, namespace: default}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: %4$d}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: openai, namespace: default}
            stringData: {Authorization: the-gateways-openai}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: anthropic, namespace: default}
            stringData: {Authorization: the-gateways-anthropic}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: openai, namespace: default}
            spec:
              ai: {provider: {openai: {}, host: 127.0.0.1, port: %5$d}}
              policies: {auth: {secretRef: {name: openai}}}
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: anthropic, namespace: default}
            spec:
              ai: {provider: {anthropic: {model: claude-mirror}, host: 127.0.0.1, port: %6$d}}
              policies: {auth: {secretRef: {name: anthropic}}}
            ---
            """;

    private static FakeUpstream one;
    private static FakeUpstream two;
    private static FakeUpstream hanging;
    private static FakeUpstream stuck;
    private static FakeUpstream openai;
    private static FakeUpstream anthropic;
    private static final CountDownLatch END = new CountDownLatch(1);
    private static int refusing;
    private static Gateway gateway;

    @BeforeAll
    static void start() throws Exception {
        one = FakeUpstream.start((request, response) -> response.json(
                200,
                "one " + request.target(),
                "x-upstream: one",
                "Access-Control-Allow-Origin: https://upstream.test"));
        two = FakeUpstream.start((request, response) -> response.json(200, "two " + request.target()));
        hanging = FakeUpstream.start((request, response) -> END.await());
        stuck = FakeUpstream.start((request, response) -> END.await());
        openai = FakeUpstream.start(new FakeOpenAi("the-gateways-openai"));
        anthropic = FakeUpstream.start(new FakeAnthropic("the-gateways-anthropic"));
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refusing = closed.getLocalPort();
        }
        gateway = Gateway.named("http-route-filters")
                .setting("io.camelid.http", "mirror.max.body", Integer.toString(MIRROR_MOST))
                .setting("io.camelid.http", "mirror.max.in.flight", "16")
                .manifest(
                        "objects.yaml",
                        OBJECTS.formatted(
                                one.port(),
                                two.port(),
                                hanging.port(),
                                refusing,
                                openai.port(),
                                anthropic.port(),
                                stuck.port()))
                .manifest("routes.yaml", routes())
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        END.countDown();
        if (gateway != null) {
            gateway.close();
        }
        for (FakeUpstream upstream : List.of(one, two, hanging, stuck, openai, anthropic)) {
            upstream.close();
        }
    }

    // ---- the routes: one rule a line ----

    private static String routes() {
        String setHeaders = "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Set, value: new}],"
                + " add: [{name: X-Add, value: more}], remove: [X-Remove]}}, {type: ResponseHeaderModifier,"
                + " responseHeaderModifier: {set: [{name: x-upstream, value: changed}], add: [{name: x-added, value: a}]}}";
        String cors = "{type: CORS, cors: {allowOrigins: ['https://www.foo.test', 'https://*.bar.test'],"
                + " allowCredentials: true, allowMethods: [GET, OPTIONS], allowHeaders: [x-1, x-2],"
                + " exposeHeaders: [x-3], maxAge: 3600}}";
        String anyone = "{type: CORS, cors: {allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*']}}";
        return route(
                        rule("/headers", setHeaders, ref(one, "")),
                        rule("/ref-headers", "", ref(one, setHeaders)),
                        rule("/full", path("ReplaceFullPath", "replaceFullPath: /whole"), ref(one, "")),
                        rule("/ref-full", "", ref(one, path("ReplaceFullPath", "replaceFullPath: /whole"))),
                        rule("/prefix", path("ReplacePrefixMatch", "replacePrefixMatch: /xyz/"), ref(one, "")),
                        rule("/no-prefix", path("ReplacePrefixMatch", "replacePrefixMatch: ''"), ref(one, "")),
                        rule("/ref-prefix", "", ref(one, path("ReplacePrefixMatch", "replacePrefixMatch: /xyz"))),
                        rule("/host", "{type: URLRewrite, urlRewrite: {hostname: other.test}}", ref(one, "")),
                        rule("/ref-host", "", ref(one, "{type: URLRewrite, urlRewrite: {hostname: other.test}}")),
                        rule("/redirect", redirect("path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}"), ""),
                        rule("/moved", redirect("hostname: example.org, statusCode: 301"), ""),
                        rule("/secure", redirect("scheme: https, statusCode: 308"), ""),
                        rule("/port", redirect("port: 8443, statusCode: 307"), ""),
                        rule(
                                "/see",
                                redirect("path: {type: ReplaceFullPath, replaceFullPath: /x}, statusCode: 303"),
                                ""),
                        rule("/ref-redirect", "", ref(one, redirect("hostname: example.org"))),
                        rule("/weights", "", weighted(one, 0, "") + ", " + weighted(two, 5, "")),
                        rule("/zeros", "", weighted(one, 0, "") + ", " + weighted(two, 0, "")),
                        rule("/none", "", ""),
                        rule(
                                "/share",
                                "",
                                weighted(one, 1, setHeaders) + ", " + "{name: missing, port: 80, weight: 1}"),
                        rule("/cors", cors, ref(one, "")),
                        rule("/ref-cors", "", ref(one, anyone)),
                        rule("/cors-error", cors, ""),
                        "{matches: [{method: POST, path: {value: /cors-post}}], filters: [" + anyone
                                + "], backendRefs: [" + model("openai") + "]}",
                        timed("/slow", "{request: 300ms}"))
                + route2(
                        rule("/mirror", mirror("two", two.port(), "") + ", " + setHeaders, ref(one, "")),
                        rule("/ref-mirror", "", ref(one, mirror("two", two.port(), ""))),
                        rule("/mirror-none", mirror("two", two.port(), ", percent: 0"), ref(one, "")),
                        rule(
                                "/mirror-two",
                                mirror("two", two.port(), "") + ", "
                                        + mirror("two", two.port(), ", fraction: {numerator: 3, denominator: 3}"),
                                ref(one, "")),
                        rule("/mirror-stuck", mirror("stuck", stuck.port(), ""), ref(one, "")),
                        rule("/mirror-refusing", mirror("refusing", refusing, ""), ref(one, "")),
                        rule("/mirror-missing", mirror("missing", 80, ""), ref(one, "")),
                        rule(
                                "/mirror-refused-main",
                                mirror("two", two.port(), ""),
                                "{name: refusing, port: " + refusing + "}"),
                        rule("/mirror-model", modelMirror("anthropic"), model("openai")),
                        rule("/mirror-model-of-server", modelMirror("anthropic"), ref(one, "")),
                        rule("/mirror-server-of-model", mirror("two", two.port(), ""), model("openai")),
                        timed("/untimed", "{request: 0s, backendRequest: 0s}"),
                        timed("/slow-try", "{backendRequest: 300ms}"));
    }

    private static String route(String... rules) {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: filters, namespace: default}\n"
                + "spec:\n  parentRefs: [{name: agentgateway}]\n  rules:\n  - "
                + String.join("\n  - ", rules) + "\n---\n";
    }

    private static String route2(String... rules) {
        return route(rules).replace("name: filters,", "name: mirrors,");
    }

    private static String rule(String prefix, String filters, String refs) {
        return "{matches: [{path: {type: PathPrefix, value: " + prefix + "}}], filters: [" + filters
                + "], backendRefs: [" + refs + "]}";
    }

    private static String timed(String prefix, String timeouts) {
        String name = prefix.equals("/untimed") ? "one" : "hanging";
        int port = prefix.equals("/untimed") ? one.port() : hanging.port();
        return "{matches: [{path: {type: PathPrefix, value: " + prefix + "}}], timeouts: " + timeouts
                + ", backendRefs: [{name: " + name + ", port: " + port + "}]}";
    }

    private static String ref(FakeUpstream server, String filters) {
        return weighted(server, 1, filters);
    }

    private static String weighted(FakeUpstream server, int weight, String filters) {
        return "{name: " + (server == one ? "one" : "two") + ", port: " + server.port() + ", weight: " + weight
                + ", filters: [" + filters + "]}";
    }

    private static String model(String name) {
        return "{group: agentgateway.dev, kind: AgentgatewayBackend, name: " + name + "}";
    }

    private static String path(String type, String value) {
        return "{type: URLRewrite, urlRewrite: {path: {type: " + type + ", " + value + "}}}";
    }

    private static String redirect(String what) {
        return "{type: RequestRedirect, requestRedirect: {" + what + "}}";
    }

    private static String mirror(String service, int port, String share) {
        return "{type: RequestMirror, requestMirror: {backendRef: {name: " + service + ", port: " + port + "}" + share
                + "}}";
    }

    private static String modelMirror(String name) {
        return "{type: RequestMirror, requestMirror: {backendRef: " + model(name) + "}}";
    }

    // ---- requests ----

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = gateway.http()
                .request(path)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            request.header(parts[0], parts[1]);
        }
        return gateway.http().send(request.build());
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    private static String field(HttpResponse<String> response, String name) {
        return String.join(" | ", response.headers().allValues(name));
    }

    /** The request by which an upstream saw the client's, told by a header that goes through. */
    private static UpstreamRequest seen(FakeUpstream upstream, String mark) throws Exception {
        return Await.until(
                        Gateway.LIVE,
                        () -> upstream.requests().stream()
                                .filter(request -> request.header("x-mark").equals(Optional.of(mark)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static List<String> values(UpstreamRequest request, String name) {
        return request.headers().stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(field -> field.value())
                .toList();
    }

    // ---- header modifiers ----

    @ParameterizedTest
    @ValueSource(strings = {"/headers", "/ref-headers"})
    void headersAreChangedBothWays(String path) throws Exception {
        HttpResponse<String> response =
                get(path, "x-mark: " + path, "x-SET: old", "x-add: first", "x-remove: gone", "x-kept: kept");
        assertEquals(200, response.statusCode());
        assertEquals("changed", field(response, "x-upstream"));
        assertEquals("a", field(response, "x-added"));
        UpstreamRequest upstream = seen(one, path);
        assertEquals(List.of("new"), values(upstream, "x-set"));
        assertEquals(List.of("first", "more"), values(upstream, "x-add"));
        assertEquals(List.of(), values(upstream, "x-remove"));
        assertEquals(List.of("kept"), values(upstream, "x-kept"));
    }

    // ---- rewrites ----

    @ParameterizedTest
    @CsvSource({
        "/full/a?q=1, /whole?q=1",
        "/ref-full, /whole",
        "/prefix/bar, /xyz/bar",
        "/prefix, /xyz",
        "/prefix/, /xyz/",
        "/no-prefix/bar, /bar",
        "/no-prefix, /",
        "/no-prefix/, /",
        "/ref-prefix/bar?q=a%2Fb, /xyz/bar?q=a%2Fb",
    })
    void pathsAreRewritten(String from, String to) throws Exception {
        assertEquals("one " + to, get(from).body());
    }

    @ParameterizedTest
    @CsvSource({"/host, other.test", "/ref-host, other.test"})
    void hostsAreRewritten(String path, String host) throws Exception {
        get(path, "x-mark: " + path);
        assertEquals(List.of(host), values(seen(one, path), "host"));
    }

    // ---- redirects ----

    @ParameterizedTest
    @CsvSource({
        "/redirect/a?q=1, 302, http://127.0.0.1:PORT/new/a?q=1",
        "/moved/a, 301, http://example.org:PORT/moved/a",
        "/secure/a, 308, https://127.0.0.1/secure/a",
        "/port/a, 307, http://127.0.0.1:8443/port/a",
        "/see/a, 303, http://127.0.0.1:PORT/x",
        "/ref-redirect/a, 302, http://example.org:PORT/ref-redirect/a",
    })
    void redirectsSayWhere(String path, int status, String location) throws Exception {
        HttpResponse<String> response = get(path);
        assertEquals(status, response.statusCode());
        assertEquals(location.replace("PORT", Integer.toString(gateway.port())), field(response, "location"));
    }

    // ---- weights ----

    @Test
    void weightsShareRequests() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals("two /weights", get("/weights").body());
        }
        assertEquals(500, get("/zeros").statusCode());
        assertEquals(500, get("/none").statusCode());
    }

    @Test
    void aShareThatLeadsNowhereAnswers500AndABackendsFiltersAreForItsOwnShare() throws Exception {
        TreeSet<String> answers = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            HttpResponse<String> response = get("/share");
            answers.add(response.statusCode() + " " + field(response, "x-added"));
        }
        assertEquals(new TreeSet<>(List.of("200 a", "500 ")), answers);
    }

    // ---- CORS ----

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/cors, https://www.foo.test, GET, https://www.foo.test, 'GET, OPTIONS', 'x-1, x-2', 3600",
                "/cors, https://www.bar.test, GET, https://www.bar.test, 'GET, OPTIONS', 'x-1, x-2', 3600",
                "/cors, https://xpto.www.bar.test, GET, https://xpto.www.bar.test, 'GET, OPTIONS', 'x-1, x-2', 3600",
                "/cors, https://foobar.test, GET, -, -, -, -",
                "/ref-cors, https://any.test:12345, PUT, https://any.test:12345, PUT, 'x-1', 5",
                "/cors-post, https://any.test, POST, https://any.test, POST, 'x-1', 5",
                "/cors-error, https://www.foo.test, GET, https://www.foo.test, 'GET, OPTIONS', 'x-1, x-2', 3600",
            })
    void preflightsAreAnsweredByTheGateway(
            String path, String origin, String method, String allowed, String methods, String headers, String maxAge)
            throws Exception {
        int before = one.requests().size();
        HttpResponse<String> response = send(
                "OPTIONS",
                path,
                "",
                "Origin: " + origin,
                "Access-Control-Request-Method: " + method,
                "Access-Control-Request-Headers: x-1");
        assertEquals(200, response.statusCode());
        assertEquals("", response.body());
        assertEquals(or(allowed), field(response, "access-control-allow-origin"));
        assertEquals(or(methods), field(response, "access-control-allow-methods"));
        assertEquals(or(headers), field(response, "access-control-allow-headers"));
        assertEquals(or(maxAge), field(response, "access-control-max-age"));
        assertEquals("Origin", field(response, "vary"));
        assertEquals(before, one.requests().size());
    }

    private static String or(String text) {
        return text == null ? "" : text;
    }

    @Test
    void answersOfUpstreamsAndOfTheGatewaySayWhoMayReadThem() throws Exception {
        HttpResponse<String> relayed = get("/cors", "Origin: " + ORIGIN);
        assertEquals(200, relayed.statusCode());
        assertEquals(ORIGIN, field(relayed, "access-control-allow-origin"), "the gateway's word, not the upstream's");
        assertEquals("true", field(relayed, "access-control-allow-credentials"));
        assertEquals("x-3", field(relayed, "access-control-expose-headers"));
        assertEquals("Origin", field(relayed, "vary"));

        HttpResponse<String> failed = get("/cors-error", "Origin: " + ORIGIN);
        assertEquals(500, failed.statusCode());
        assertEquals(ORIGIN, field(failed, "access-control-allow-origin"));

        for (HttpResponse<String> other : List.of(get("/cors"), get("/cors", "Origin: https://foobar.test"))) {
            assertEquals(200, other.statusCode());
            assertEquals("", field(other, "access-control-allow-origin"));
            assertEquals("", field(other, "access-control-allow-credentials"));
        }
        assertEquals("https://upstream.test", field(get("/headers"), "access-control-allow-origin"), "no filter");
        HttpResponse<String> model = send(
                "POST", "/cors-post/v1/chat/completions", CHAT, "Origin: " + ORIGIN, "Content-Type: application/json");
        assertEquals(200, model.statusCode());
        assertEquals(ORIGIN, field(model, "access-control-allow-origin"));
    }

    // ---- mirrors ----

    @ParameterizedTest
    @ValueSource(strings = {"/mirror", "/ref-mirror"})
    void aServerGetsACopy(String path) throws Exception {
        String mark = path + "-copy";
        HttpResponse<String> response = send(
                "PUT", path + "/a?q=1", "the body", "x-mark: " + mark, "Authorization: " + CREDENTIAL, "x-set: old");
        assertEquals("one " + path + "/a?q=1", response.body());
        UpstreamRequest copy = seen(two, mark);
        assertEquals("PUT", copy.method());
        assertEquals(path + "/a?q=1", copy.target());
        assertEquals("the body", copy.text());
        assertEquals(Optional.of(CREDENTIAL), copy.header("authorization"), "as with any plain server");
        assertEquals(List.of("127.0.0.1:" + two.port()), values(copy, "host"));
        assertEquals(List.of(path.equals("/mirror") ? "new" : "old"), values(copy, "x-set"));
        assertEquals(seen(one, mark).text(), copy.text());
    }

    @Test
    void aChunkedBodyAndNoBodyAreCopiedToo() throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /mirror HTTP/1.1\r\nHost: x\r\nx-mark: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "4\r\nsome\r\n5\r\n more\r\n0\r\n\r\n");
            assertEquals(200, client.answer().status());
            assertEquals("some more", seen(two, "chunked").text());
            client.send("GET /mirror HTTP/1.1\r\nHost: x\r\nx-mark: bodiless\r\n\r\n");
            assertEquals(200, client.answer().status());
            UpstreamRequest copy = seen(two, "bodiless");
            assertEquals("", copy.text());
            assertEquals(Optional.empty(), copy.header("content-length"));
        }
    }

    @Test
    void sharesAndSeveralMirrors() throws Exception {
        for (int i = 0; i < 5; i++) {
            get("/mirror-none", "x-mark: none");
            get("/mirror-two", "x-mark: both");
        }
        Await.until(Gateway.LIVE, () -> count(two, "both") == 10);
        assertEquals(0, count(two, "none"));
    }

    private static long count(FakeUpstream upstream, String mark) {
        return upstream.requests().stream()
                .filter(request -> request.header("x-mark").equals(Optional.of(mark)))
                .count();
    }

    @Test
    void aModelGetsACopyInItsOwnFormatWithItsOwnModelAndCredentials() throws Exception {
        for (String path : List.of("/mirror-model", "/mirror-model-of-server")) {
            String mark = path + "-copy";
            HttpResponse<String> response = send(
                    "POST",
                    path + "/v1/chat/completions",
                    CHAT,
                    "Content-Type: application/json",
                    "x-mark: " + mark,
                    "Authorization: " + CREDENTIAL);
            assertEquals(200, response.statusCode(), response::body);
            UpstreamRequest copy = seen(anthropic, mark);
            assertEquals("/v1/messages", copy.path());
            assertTrue(copy.text().contains("claude-mirror"), copy::text);
            assertEquals(Optional.of("the-gateways-anthropic"), copy.header("x-api-key"));
            assertEquals(Optional.empty(), copy.header("authorization"));
        }
        assertEquals(
                Optional.of("Bearer the-gateways-openai"),
                seen(openai, "/mirror-model-copy").header("authorization"));
    }

    @Test
    void aServerGetsACopyOfACall() throws Exception {
        HttpResponse<String> response = send(
                "POST",
                "/mirror-server-of-model/v1/chat/completions",
                CHAT,
                "Content-Type: application/json",
                "x-mark: call");
        assertEquals(200, response.statusCode(), response::body);
        UpstreamRequest copy = seen(two, "call");
        assertEquals("/mirror-server-of-model/v1/chat/completions", copy.target());
        assertEquals(CHAT, copy.text());
    }

    @Test
    void whateverBecomesOfACopyTheRequestDoesNotHearOfIt() throws Exception {
        double unsuccessful = mirrored("failed") + mirrored("busy");
        serves("/mirror-refusing");
        serves("/mirror-missing");
        Await.until(Gateway.LIVE, () -> mirrored("failed") + mirrored("busy") == unsuccessful + 30);
        // Sixteen hang; for as long no other copy is sent, and every request is served.
        double failed = mirrored("failed");
        double busy = mirrored("busy");
        serves("/mirror-stuck");
        Await.until(Gateway.LIVE, () -> mirrored("busy") >= busy + 14);
        Await.until(Gateway.LIVE, () -> stuck.requests().size() == 16);
        assertEquals(200, get("/mirror").statusCode());
        stuck.close();
        Await.until(Gateway.LIVE, () -> mirrored("failed") == failed + 16);
        get("/mirror", "x-mark: free-again");
        seen(two, "free-again");
    }

    /** Thirty requests in turn are answered, and none of them late. */
    private static void serves(String path) throws Exception {
        for (int i = 0; i < 30; i++) {
            long began = System.nanoTime();
            assertEquals("one " + path, send("POST", path, "body").body());
            assertTrue(System.nanoTime() - began < Duration.ofSeconds(5).toNanos());
        }
    }

    @Test
    void aBodyThatIsTooLargeOrNeverReadIsNotCopied() throws Exception {
        double large = mirrored("too_large");
        String body = "x".repeat(MIRROR_MOST + 1);
        assertEquals(200, send("POST", "/mirror", body, "x-mark: large").statusCode());
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /mirror HTTP/1.1\r\nHost: x\r\nx-mark: large\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(bytes.length) + "\r\n");
            client.send(bytes).send("\r\n0\r\n\r\n");
            assertEquals(200, client.answer().status());
        }
        Await.until(Gateway.LIVE, () -> mirrored("too_large") >= large + 2);
        assertEquals(0, count(two, "large"));
        assertEquals(2, count(one, "large"));

        double incomplete = mirrored("incomplete");
        assertEquals(503, send("POST", "/mirror-refused-main", "body").statusCode());
        Await.until(Gateway.LIVE, () -> mirrored("incomplete") >= incomplete + 1);
    }

    @Test
    void aClientThatLeavesDoesNotTakeTheCopyWithIt() throws Exception {
        try (RawConnection client = RawConnection.to(gateway.port())) {
            client.send("POST /mirror HTTP/1.1\r\nHost: x\r\nx-mark: left\r\nContent-Length: 4\r\n\r\nbody");
        }
        assertEquals("body", seen(two, "left").text());
    }

    @Test
    void copiesAreNobodysRequests() throws Exception {
        Await.until(Gateway.LIVE, () -> mirrored("answered") >= 0);
        double before = metric("agentgateway_requests_total");
        double answered = mirrored("answered");
        get("/mirror");
        Await.until(Gateway.LIVE, () -> mirrored("answered") == answered + 1);
        Await.until(Gateway.LIVE, () -> metric("agentgateway_requests_total") == before + 1);
    }

    private static double mirrored(String outcome) throws Exception {
        return metric("camelid_mirrored_total{outcome=\"" + outcome + "\"}");
    }

    /** The sum of all samples whose line begins so. */
    private static double metric(String start) throws Exception {
        Matcher samples = Pattern.compile("(?m)^" + Pattern.quote(start) + "(\\{[^}]*})? ([0-9.E+]+)")
                .matcher(gateway.admin().get("/metrics").body());
        double sum = 0;
        while (samples.find()) {
            sum += Double.parseDouble(samples.group(2));
        }
        return sum;
    }

    // ---- time limits ----

    @ParameterizedTest
    @ValueSource(strings = {"/slow", "/slow-try"})
    void timeoutsEndRequestsToPlainServers(String path) throws Exception {
        long began = System.nanoTime();
        assertEquals(504, get(path).statusCode());
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(10).toNanos());
    }

    @Test
    void zeroIsNoLimit() throws Exception {
        assertEquals(200, get("/untimed").statusCode());
    }

    // ---- what operators see ----

    @Test
    void statusAndExplanations() throws Exception {
        String route = gateway.object("gateway.networking.k8s.io/v1", "httproutes", "default", "mirrors")
                .path("status")
                .toString();
        assertTrue(route.contains("BackendNotFound"), route);
        String explained = gateway.shell("llm:route-explain PUT http://127.0.0.1:" + gateway.port() + "/mirror/a")
                .orThrow()
                .out();
        assertTrue(explained.contains("every request is copied to Service default/two"), explained);
        assertTrue(explained.contains("sets X-Set"), explained);
        String preflight = gateway.shell("llm:route-explain -H Origin:" + ORIGIN
                        + " -H Access-Control-Request-Method:POST OPTIONS http://127.0.0.1:" + gateway.port()
                        + "/cors-post")
                .orThrow()
                .out();
        assertTrue(preflight.contains("answers: 200, Access-Control-Allow-Origin " + ORIGIN), preflight);
        String compiled = gateway.admin().get("/debug/config").body();
        assertTrue(compiled.contains("RequestMirror"), compiled);
        assertTrue(compiled.contains("https://*.bar.test"), compiled);
        String listed = gateway.shell("llm:route-list --json").orThrow().out();
        assertTrue(listed.contains("mirror all to default/two"), listed);
        assertTrue(listed.contains("cors for https://www.foo.test https://*.bar.test"), listed);
    }
}
