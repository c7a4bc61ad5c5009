package io.camelid.bench;

import io.camelid.bench.proxy.Chat;
import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Samples;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Many routes: how long they take to load, what a request pays for them, and what it notices of edits. On all cores; one
 * client on one connection, one request after the other.
 */
final class Routes {
    private static final int BACKENDS = 200;
    private static final int FEW = 10;
    private static final int LARGE = 1_000;
    private static final int LARGEST = 10_000;
    /** In turns, because the speed of a machine changes. */
    private static final int ROUNDS = 3;

    private static final int EDITS = 50;
    /** Longer than it takes for a change to be live, so that each makes a snapshot of its own. */
    private static final long EDIT_EVERY_MILLIS = 800;

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final String BACKEND =
            """
            ---
            apiVersion: agentgateway.dev/v1alpha1
            kind: AgentgatewayBackend
            metadata: {name: b%1$d, namespace: routes}
            spec: {ai: {provider: {openai: {model: m%3$d}, host: 127.0.0.1, port: %2$d}}}
            """;

    private static final String ROUTE =
            """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: r%1$d, namespace: routes}
            spec:
              parentRefs: [{name: agentgateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /many/%1$d}}]
                backendRefs: [{name: b%2$d, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private final Bed bed;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private long failures;

    Routes(Bed bed) {
        this.bed = bed;
    }

    Section run() throws InterruptedException {
        Table table = new Table("", "load, s", "p50, ms", "p99, ms", "max, ms");
        Map<String, Object> figures = new LinkedHashMap<>();
        Map<Integer, Samples> loads = new TreeMap<>();
        Map<Integer, Samples> times = new TreeMap<>();
        Samples growth = new Samples();
        double added;
        double addedToSlowest;
        int requests = bed.options().quick() ? 2_000 : 10_000;
        String cores = bed.site().proxyCore() + "," + bed.site().loadCores();
        try (Gateway gateway = Gateway.start(bed.options().assembly(), bed.site(), "routes", cores, true)) {
            gateway.awaitFirstAnswer();
            gateway.manifest("backends.yaml", backends(0));
            requests(gateway, "/llm", requests); // warm-up
            List<Integer> sizes = bed.options().quick() ? List.of(FEW, LARGE) : List.of(FEW, LARGE, LARGEST);
            for (int round = 0; round < ROUNDS; round++) {
                double few = Double.NaN;
                for (int routes : sizes) {
                    loads.computeIfAbsent(routes, first -> new Samples()).add(load(gateway, routes));
                    Samples own = requests(gateway, "/many/" + routes / 2, requests);
                    times.computeIfAbsent(routes, first -> new Samples()).addAll(own);
                    few = routes == FEW ? own.median() : few;
                    if (routes == sizes.get(sizes.size() - 1)) {
                        growth.add(own.median() / few);
                    }
                }
            }
            for (int routes : sizes) {
                double seconds = loads.get(routes).median();
                row(table, figures, routes + " routes", seconds, times.get(routes));
            }
            load(gateway, LARGE);
            Samples slowest = new Samples();
            Samples edited = windows(gateway, true, slowest);
            row(table, figures, EDITS + " edits of " + LARGE + " routes", Double.NaN, edited);
            Samples slowestUnedited = new Samples();
            Samples unedited = windows(gateway, false, slowestUnedited);
            row(table, figures, "as long without edits", Double.NaN, unedited);
            added = edited.percentile(0.999) - unedited.percentile(0.999);
            addedToSlowest = slowest.median() - slowestUnedited.median();
        }
        return new Section(
                "Many routes, " + BACKENDS + " backends: loading, matching, editing",
                table.toString(),
                figures,
                List.of(
                        new Goal(
                                LARGE + " routes are served after",
                                3,
                                "s",
                                loads.get(LARGE).median()),
                        new Goal("p50 with the most routes, to that with ten", 1.2, "times", growth.median()),
                        new Goal("p99.9 that edits add", 5, "ms", added),
                        new Goal("what an edit adds to the slowest request around it", 5, "ms", addedToSlowest)),
                failures);
    }

    private String backends(int edit) {
        StringBuilder yaml = new StringBuilder();
        for (int backend = 0; backend < BACKENDS; backend++) {
            // An edit is of one backend, as an operator's is.
            yaml.append(BACKEND.formatted(backend, bed.site().requests(), backend == edit % BACKENDS ? edit : 0));
        }
        return yaml.toString();
    }

    /** Seconds from the file to the answer of its last route. */
    private double load(Gateway gateway, int routes) throws InterruptedException {
        StringBuilder yaml = new StringBuilder();
        for (int route = 0; route < routes; route++) {
            yaml.append(ROUTE.formatted(route, route % BACKENDS));
        }
        gateway.manifest("routes.yaml", "");
        await(gateway, "/many/0", false);
        long start = System.nanoTime();
        gateway.manifest("routes.yaml", yaml.toString());
        await(gateway, "/many/" + (routes - 1), true);
        return (System.nanoTime() - start) / 1e9;
    }

    private void await(Gateway gateway, String path, boolean served) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while ((status(gateway, path) == 200) != served) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(path + " is not as it should be after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private Samples requests(Gateway gateway, String path, int count) throws InterruptedException {
        Samples times = new Samples();
        for (int request = 0; request < count; request++) {
            times.add(timed(gateway, path));
        }
        return times;
    }

    /**
     * Requests while the manifest of the backends changes again and again, or as many without.
     *
     * @param slowest takes the slowest request around each edit: of all together, some are slow in any case
     */
    private Samples windows(Gateway gateway, boolean edits, Samples slowest) throws InterruptedException {
        Samples times = new Samples();
        for (int edit = 1; edit <= EDITS; edit++) {
            if (edits) {
                gateway.manifest("backends.yaml", backends(edit));
            }
            double longest = 0;
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EDIT_EVERY_MILLIS);
            while (System.nanoTime() < until) {
                double time = timed(gateway, "/many/1");
                times.add(time);
                longest = Math.max(longest, time);
            }
            slowest.add(longest);
        }
        return times;
    }

    /** Milliseconds; anything but a 200 is counted as a failure. */
    private double timed(Gateway gateway, String path) throws InterruptedException {
        long start = System.nanoTime();
        if (status(gateway, path) != 200) {
            failures++;
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private int status(Gateway gateway, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.url(path + "/v1/chat/completions"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Chat.request(1024, false)))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void row(Table table, Map<String, Object> figures, String name, double seconds, Samples times) {
        table.add(name, seconds, times.median(), times.percentile(0.99), times.max());
        Map<String, Object> figure = times.spread();
        figure.put("p99.9", times.percentile(0.999));
        figure.put("loadSeconds", seconds);
        figures.put(name, figure);
    }
}
