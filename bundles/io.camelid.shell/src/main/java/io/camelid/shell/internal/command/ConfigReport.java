package io.camelid.shell.internal.command;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How the configuration is doing.
 *
 * @param ready whether it is served
 * @param version of the snapshot in force
 * @param sources how many objects each source brought
 * @param good how many of the objects that have a status are well
 * @param bad and how many are not
 * @param problems what is to be mended
 */
record ConfigReport(
        boolean ready, long version, Map<String, Long> sources, long good, long bad, List<Problem> problems) {
    static ConfigReport of(Configuration configuration) {
        Compilation compilation = configuration.current();
        long good = compilation.statuses().values().stream()
                .filter(ObjectStatus::isGood)
                .count();
        return new ConfigReport(
                configuration.isReady(),
                compilation.snapshot().version(),
                compilation.objects().values().stream()
                        .collect(Collectors.groupingBy(
                                object -> object.origin().source(), TreeMap::new, Collectors.counting())),
                good,
                compilation.statuses().size() - good,
                problems(compilation));
    }

    /** The problems, and the bad conditions of objects that none of them is about, such as a port that is taken. */
    private static List<Problem> problems(Compilation compilation) {
        List<Problem> all = new ArrayList<>(compilation.problems());
        Set<ObjectKey> named =
                all.stream().flatMap(problem -> problem.object().stream()).collect(Collectors.toSet());
        compilation.statuses().values().stream()
                .filter(status -> !status.isGood() && !named.contains(status.key()))
                .map(status -> new Problem(
                        Severity.ERROR,
                        Optional.of(status.key()),
                        origin(compilation.objects().get(status.key())),
                        Verdict.of(status).text()))
                .forEach(all::add);
        return all;
    }

    private static Origin origin(KubernetesObject object) {
        return object == null ? new Origin("gateway", "", 0) : object.origin();
    }

    /** Whether anything is out of service. */
    boolean isBroken() {
        return !ready || bad > 0 || problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** For example {@code Ready. Snapshot 3: 12 objects (directory 12), 9 good, 1 bad, 2 problems.} */
    String headline() {
        long objects = sources.values().stream().mapToLong(Long::longValue).sum();
        String from = sources.isEmpty()
                ? ""
                : sources.entrySet().stream()
                        .map(source -> source.getKey() + " " + source.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
        return "%s. Snapshot %d: %d objects%s, %d good, %d bad, %d problems."
                .formatted(ready ? "Ready" : "Not ready", version, objects, from, good, bad, problems.size());
    }

    Map<String, Object> object() {
        return Json.object(
                "ready", ready,
                "version", version,
                "sources", sources,
                "good", good,
                "bad", bad,
                "problems", problems.stream().map(ConfigReport::object).toList());
    }

    private static Map<String, Object> object(Problem problem) {
        return Json.object(
                "severity", problem.severity().name(),
                "kind", problem.object().map(ObjectKey::kind),
                "namespace", problem.object().map(ObjectKey::namespace),
                "name", problem.object().map(ObjectKey::name),
                "source", problem.origin().source(),
                "origin", problem.origin().toString(),
                "message", problem.message());
    }
}
