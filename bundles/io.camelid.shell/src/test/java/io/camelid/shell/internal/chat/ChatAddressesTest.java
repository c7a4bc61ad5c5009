package io.camelid.shell.internal.chat;

import static io.camelid.shell.internal.Sample.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.config.KubernetesObject;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RouteTable;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.shell.internal.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatAddressesTest {
    private static final Backend OPENAI = Sample.llm("openai");
    private static final Backend OTHER = Sample.fixed("other");

    @ParameterizedTest
    @CsvSource({
        "PathPrefix, /,                        /v1/chat/completions",
        "PathPrefix, /openai,                  /openai/v1/chat/completions",
        "PathPrefix, /openai/,                 /openai/v1/chat/completions",
        "PathPrefix, /v1,                      /v1/chat/completions",
        "PathPrefix, /v1/chat/completions,     /v1/chat/completions",
        "Exact,      /ask,                     /ask",
        "RegularExpression, /v[0-9]/.*,        /v1/chat/completions",
    })
    void buildsThePathFromTheMatch(String type, String path, String expected) throws Exception {
        Sample sample = sample(List.of(), Map.of("path", Map.of("type", type, "value", path)), request -> request.path()
                .equals(expected));

        assertEquals("http://127.0.0.1:8080" + expected, find(sample).uri().toString());
    }

    @ParameterizedTest
    @CsvSource({"/, /llm/v1/chat/completions", "/v1, /llm/chat/completions", "/v1/chat, /llm/completions"})
    void allowsForThePrefixThatReplacesIt(String replacement, String expected) throws Exception {
        Sample sample = sample(
                List.of(new Filter.ReplacePrefix(replacement)),
                Map.of("path", Map.of("type", "PathPrefix", "value", "/llm")),
                request -> true);

        assertEquals(expected, find(sample).uri().getPath());
    }

    @Test
    void sendsWhatTheMatchWants() throws Exception {
        Map<String, Object> match = Map.of(
                "headers", List.of(Map.of("name", "x-team", "value", "blue")),
                "queryParams", List.of(Map.of("name", "tier", "value", "gold")));
        Sample sample = sample(
                List.of(),
                match,
                request -> request.query().equals("tier=gold")
                        && request.headers()
                                .first("X-Team")
                                .filter("blue"::equals)
                                .isPresent());

        ChatAddress address = find(sample);

        assertEquals("tier=gold", address.uri().getQuery());
        assertEquals("x-team: blue", address.headers().get(0).toString());
    }

    @Test
    void namesAHostOfTheRouteAndConnectsToTheListener() throws Exception {
        RouteRule rule = Sample.rule("chat", 0, List.of(), to(OPENAI, 1));
        Sample sample = new Sample()
                .listener("http", 8080, Optional.empty())
                .backend(OPENAI)
                .rule(rule)
                .object(Sample.object(
                        rule.route(),
                        "r.yaml",
                        1,
                        Map.of("hostnames", List.of("*.example.com"), "rules", List.of(Map.of()))))
                .table(table(rule, request -> request.host().endsWith(".example.com")));

        ChatAddress address = find(sample);

        assertEquals(
                "http://chat.example.com:8080/v1/chat/completions",
                address.uri().toString());
        assertEquals("127.0.0.1", address.listenerHost());
    }

    @Test
    void prefersTheRuleThatSendsEverythingThere() throws Exception {
        RouteRule split = Sample.rule("a-split", 0, List.of(), to(OPENAI, 50), to(OTHER, 50));
        RouteRule whole = Sample.rule("b-whole", 0, List.of(), to(OPENAI, 1));
        Sample sample = new Sample()
                .listener("http", 8080, Optional.empty())
                .backend(OPENAI)
                .rule(split)
                .rule(whole)
                .object(route(split, Map.of("path", Map.of("value", "/split"))))
                .object(route(whole, Map.of("path", Map.of("value", "/whole"))))
                .table(request -> Optional.of(match(request.path().startsWith("/whole") ? whole : split)));

        assertEquals("/whole/v1/chat/completions", find(sample).uri().getPath());
    }

    @Test
    void saysWhyThereIsNoWay() {
        Sample none = new Sample().listener("http", 8080, Optional.empty()).backend(OPENAI);
        assertEquals("no route leads to ai/openai", failure(none, "ai/openai"));
        assertEquals("no backend is named ai/x; known: ai/openai", failure(none, "ai/x"));

        RouteRule redirect = Sample.rule(
                "away",
                0,
                List.of(new Filter.Redirect(
                        Optional.of("https"), Optional.empty(), Optional.empty(), Optional.empty(), 301)),
                to(OPENAI, 1));
        assertEquals("no route leads to ai/openai", failure(none.rule(redirect), "ai/openai"));

        RouteRule rule = Sample.rule("chat", 0, List.of(), to(OPENAI, 1));
        Sample tls = new Sample()
                .tlsListener("https", 8443)
                .backend(OPENAI)
                .rule(rule)
                .table(table(rule, any -> true));
        assertEquals(
                "no chat in plaintext gets through to ai/openai; its routes are ai/chat", failure(tls, "ai/openai"));
    }

    @Test
    void takesTheModelOfTheManifest() throws Exception {
        Sample sample = sample(List.of(), Map.of(), any -> true);

        assertEquals(
                Optional.of("gpt-4o"),
                ChatDestination.of(sample.build(), "ai/openai", "127.0.0.1").model());
    }

    private static Sample sample(List<Filter> filters, Map<String, Object> match, Predicate<RequestHead> fits) {
        RouteRule rule = Sample.rule("chat", 0, filters, new BackendRef(1, OPENAI, List.of()));
        return new Sample()
                .tlsListener("https", 8443)
                .listener("http", 8080, Optional.empty())
                .backend(OPENAI)
                .rule(rule)
                .object(route(rule, match))
                .table(table(rule, fits));
    }

    private static KubernetesObject route(RouteRule rule, Map<String, Object> match) {
        return Sample.object(rule.route(), "r.yaml", 1, Map.of("rules", List.of(Map.of("matches", List.of(match)))));
    }

    private static RouteTable table(RouteRule rule, Predicate<RequestHead> fits) {
        return request ->
                request.listenerPort() == 8080 && fits.test(request) ? Optional.of(match(rule)) : Optional.empty();
    }

    private static RuleMatch match(RouteRule rule) {
        return new RuleMatch(rule, new Listener(Sample.GATEWAY, "http", 8080, Optional.empty(), List.of()), "");
    }

    private static ChatAddress find(Sample sample) throws CommandException {
        return ChatDestination.of(sample.build(), "ai/openai", "127.0.0.1").address();
    }

    private static String failure(Sample sample, String backend) {
        return assertThrows(CommandException.class, () -> ChatDestination.of(sample.build(), backend, "127.0.0.1"))
                .getMessage();
    }
}
