package io.camelid.shell.internal.command;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.Verdict;
import io.camelid.shell.internal.manifest.RouteManifest;
import io.camelid.shell.internal.manifest.RouteMatch;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code llm:route-list}. */
@Service
@Command(
        scope = "llm",
        name = "route-list",
        description = "Lists the rules of all HTTPRoutes: what each matches, its filters, and its backends with their"
                + " weights.",
        detailedDescription = "A route that serves nothing is listed without a rule; STATUS says why.")
public class RouteListCommand extends ReportCommand {
    @Reference
    Configuration configuration;

    @Override
    protected void run() {
        Compilation compilation = configuration.current();
        report(
                rows(compilation),
                List.of(
                        Column.text("ROUTE", row -> row.route.qualifiedName()),
                        Column.number("RULE", row -> row.rule.map(RouteRule::index)),
                        Column.text("HOSTNAMES", row -> row.manifest.hostnames()),
                        Column.text("MATCHES", Row::matches),
                        Column.text("FILTERS", Row::filters),
                        Column.text("BACKENDS", Row::backends),
                        Column.text("STATUS", row -> row.status.text())),
                Row::object);
    }

    private static List<Row> rows(Compilation compilation) {
        Set<ObjectKey> serving = compilation.snapshot().rules().values().stream()
                .map(RouteRule::route)
                .collect(Collectors.toSet());
        Stream<Row> rules = compilation.snapshot().rules().values().stream()
                .map(rule -> Row.of(compilation, rule.route(), Optional.of(rule)));
        Stream<Row> idle = compilation.objects().keySet().stream()
                .filter(key -> key.kind().equals("HTTPRoute") && !serving.contains(key))
                .map(key -> Row.of(compilation, key, Optional.empty()));
        return Stream.concat(rules, idle)
                .sorted(Comparator.comparing((Row row) -> row.route.qualifiedName())
                        .thenComparing(row -> row.rule.map(RouteRule::index).orElse(-1)))
                .toList();
    }

    private record Row(ObjectKey route, Optional<RouteRule> rule, RouteManifest manifest, Verdict status) {
        static Row of(Compilation compilation, ObjectKey route, Optional<RouteRule> rule) {
            return new Row(route, rule, RouteManifest.of(compilation, route), Verdict.of(compilation, route));
        }

        List<String> matches() {
            return rule.map(found -> manifest.matches(found.index()).stream()
                            .map(RouteMatch::toString)
                            .toList())
                    .orElse(List.of());
        }

        List<String> filters() {
            return rule.map(found ->
                            found.filters().stream().map(RuleText::filter).toList())
                    .orElse(List.of());
        }

        List<String> backends() {
            return rule.map(found -> found.backends().stream()
                            .map(ref -> RuleText.backend(found, ref))
                            .toList())
                    .orElse(List.of());
        }

        Map<String, Object> object() {
            return Json.object(
                    "namespace", route.namespace(),
                    "name", route.name(),
                    "rule", rule.map(RouteRule::index),
                    "hostnames", manifest.hostnames(),
                    "matches", matches(),
                    "filters", filters(),
                    "backends",
                            rule.map(found ->
                                    found.backends().stream().map(Row::object).toList()),
                    "good", status.good(),
                    "status", status.text());
        }

        private static Map<String, Object> object(BackendRef ref) {
            ObjectKey key = ref.backend().key();
            return Json.object(
                    "kind", key.kind(), "namespace", key.namespace(), "name", key.name(), "weight", ref.weight());
        }
    }
}
