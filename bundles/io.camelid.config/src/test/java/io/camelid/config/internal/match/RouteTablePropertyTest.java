package io.camelid.config.internal.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.re2j.Pattern;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.Manifests;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.HeaderField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The index and the slow, obvious matcher agree on everything. */
class RouteTablePropertyTest {
    /** Few words, so that random routes and requests meet. */
    private static final Arbitrary<String> SEGMENT = Arbitraries.of("a", "b", "ab", "v1", "%61");

    private static final Arbitrary<String> HOST =
            Arbitraries.of("a.test", "b.a.test", "c.b.a.test", "other", "*.a.test", "*.b.a.test", "*.test");

    @Property(tries = 1000)
    void indexAgreesWithReference(@ForAll("tables") Table table, @ForAll("requests") List<RequestHead> requests) {
        IndexedRouteTable index = new IndexedRouteTable(table.listeners(), table.entries());
        ReferenceMatcher reference = new ReferenceMatcher(table.listeners(), table.entries());
        for (RequestHead request : requests) {
            assertEquals(reference.match(request), index.match(request), request::toString);
        }
    }

    record Table(List<Listener> listeners, List<TableEntry> entries) {}

    record Draft(int listener, List<String> hostnames, Match match, String route, int age) {}

    @Provide
    Arbitrary<Table> tables() {
        Arbitrary<Listener> listener = Combinators.combine(Arbitraries.of(80, 81), HOST.optional(0.5))
                .as((port, hostname) -> new Listener(key("Gateway", "g"), "l", port, hostname, List.of()));
        Arbitrary<Draft> draft = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        HOST.list().ofMaxSize(2).uniqueElements(),
                        matches(),
                        Arbitraries.of("r1", "r2", "r3"),
                        Arbitraries.integers().between(0, 2))
                .as(Draft::new);
        return Combinators.combine(
                        listener.list().ofMinSize(1).ofMaxSize(4), draft.list().ofMaxSize(40))
                .as(RouteTablePropertyTest::table);
    }

    private static Table table(List<Listener> listeners, List<Draft> drafts) {
        List<TableEntry> entries = new ArrayList<>();
        for (Draft draft : drafts) {
            int index = entries.size(); // makes every rule a different one
            RouteRule rule = new RouteRule(
                    "rule/" + index, key("HTTPRoute", draft.route()), index, List.of(), List.of(), Timeouts.DEFAULT);
            entries.add(new TableEntry(
                    listeners.get(draft.listener() % listeners.size()),
                    draft.hostnames(),
                    draft.match(),
                    rule,
                    Instant.ofEpochSecond(draft.age())));
        }
        return new Table(listeners, entries);
    }

    private static ObjectKey key(String kind, String name) {
        return new ObjectKey("gateway.networking.k8s.io", kind, "ns", name);
    }

    private static Arbitrary<Match> matches() {
        Arbitrary<PathMatch> prefix = paths(0).map(path -> new PathMatch.Prefix(path.equals("/") ? "" : path));
        Arbitrary<PathMatch> exact = paths(1).map(PathMatch.Exact::new);
        Arbitrary<PathMatch> regex = Arbitraries.of("/.*", "/a/.*", "/[ab]+", ".*/v1")
                .map(text -> new PathMatch.Regex(Pattern.compile(text)));
        return Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(4, prefix), Tuple.of(2, exact), Tuple.of(1, regex)),
                        Arbitraries.of("GET", "POST").optional(0.3),
                        conditions(),
                        conditions())
                .as(Match::new);
    }

    private static Arbitrary<String> paths(int leastSegments) {
        return SEGMENT.list().ofMinSize(leastSegments).ofMaxSize(3).map(segments -> "/" + String.join("/", segments));
    }

    private static Arbitrary<List<ValueMatch>> conditions() {
        Arbitrary<TextMatch> text = Arbitraries.oneOf(
                Arbitraries.of("1", "2", "3").map(TextMatch.Exact::new),
                Arbitraries.of("[12]", ".*").map(expression -> new TextMatch.Regex(Pattern.compile(expression))));
        return Combinators.combine(Arbitraries.of("x", "y"), text)
                .as(ValueMatch::new)
                .list()
                .ofMaxSize(2)
                .uniqueElements(ValueMatch::name);
    }

    @Provide
    Arbitrary<List<RequestHead>> requests() {
        Arbitrary<List<HeaderField>> headers = Combinators.combine(
                        Arbitraries.of("X", "y"), Arbitraries.of("1", "2", "4"))
                .as(HeaderField::of)
                .list()
                .ofMaxSize(2);
        Arbitrary<String> query = Combinators.combine(Arbitraries.of("x=", "y="), Arbitraries.of("1", "2", "4"))
                .as(String::concat)
                .list()
                .ofMaxSize(2)
                .map(parts -> String.join("&", parts));
        Arbitrary<String> path = Arbitraries.oneOf(
                paths(0), paths(0).map(text -> text + "/"), paths(1).map(text -> text + "//a"), Arbitraries.of("/A"));
        Arbitrary<String> host = HOST.map(text -> text.replace("*", "x")).injectDuplicates(0.1);
        return Combinators.combine(Arbitraries.of(80, 81, 82), host, Arbitraries.of("GET", "PUT"), path, query, headers)
                .as(Manifests::request)
                .list()
                .ofSize(20);
    }

    @Property(tries = 200)
    void manyHeaderValuesAreIndexedRightly(@ForAll("headerTables") Table table) {
        IndexedRouteTable index = new IndexedRouteTable(table.listeners(), table.entries());
        ReferenceMatcher reference = new ReferenceMatcher(table.listeners(), table.entries());
        for (String x : List.of("1", "2", "3", "9")) {
            for (String y : List.of("1", "2", "9")) {
                RequestHead request = Manifests.request(
                        80, "h", "GET", "/a", "", List.of(HeaderField.of("x", x), HeaderField.of("y", y)));
                assertEquals(reference.match(request), index.match(request), request::toString);
            }
        }
        RequestHead without = Manifests.request(80, "h", "GET", "/a", "", List.of());
        assertEquals(reference.match(without), index.match(without));
    }

    @Provide
    Arbitrary<Table> headerTables() {
        List<Listener> listeners = List.of(new Listener(key("Gateway", "g"), "l", 80, Optional.empty(), List.of()));
        return conditions()
                .map(headers -> new Draft(
                        0,
                        List.of(),
                        new Match(new PathMatch.Prefix("/a"), Optional.empty(), headers, List.of()),
                        "r",
                        0))
                .list()
                .ofMinSize(8)
                .ofMaxSize(60)
                .map(drafts -> table(listeners, drafts));
    }
}
