package io.camelid.bench;

import io.camelid.bench.machine.Commands;
import io.camelid.bench.machine.Priority;
import io.camelid.bench.proxy.Site;
import io.camelid.bench.report.Goal;
import io.camelid.bench.report.Json;
import io.camelid.bench.report.Section;
import io.camelid.bench.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Runs what the command line asks for, prints it for people and writes it for machines. */
public final class Main {
    private static final int PROXY_CORE = 0;
    /** What nginx has no counterpart of. */
    private static final Set<Options.Part> NEED_GATEWAY =
            EnumSet.of(Options.Part.STARTUP, Options.Part.TRANSLATION, Options.Part.FAILOVER, Options.Part.ROUTES);

    private Main() {}

    public static void main(String... arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
            return;
        }
        Priority.raise();
        Path bench = options.root().resolve("bench");
        Path directory = emptied(bench.resolve("target/run"));
        String loadCores = "1-" + (Runtime.getRuntime().availableProcessors());
        Site site = Site.on(directory, PROXY_CORE, loadCores);
        Path results = Files.createDirectories(bench.resolve("results"));
        String now = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss"));
        long failures;
        try (Bed bed = new Bed(options, site)) {
            if (options.profile()) {
                String text = new Profile(bed).run(results.resolve(now + "." + options.event() + ".collapsed"));
                Files.writeString(results.resolve(now + "." + options.event() + ".txt"), text);
                System.out.print(text);
                failures = 0;
            } else {
                failures = measure(bed, results.resolve(now + ".json"));
            }
        }
        if (failures == 0) {
            emptied(directory);
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    private static long measure(Bed bed, Path file) throws IOException, InterruptedException {
        Map<String, Object> document = new LinkedHashMap<>(facts(bed.options()));
        document.forEach((name, value) -> System.out.printf("%-9s %s%n", name, value));
        Map<String, Object> figures = new LinkedHashMap<>();
        Map<String, Object> verdicts = new LinkedHashMap<>();
        List<Goal> goals = new ArrayList<>();
        long failures = 0;
        for (Options.Part part : bed.options().parts()) {
            boolean needsGateway = NEED_GATEWAY.contains(part);
            if (needsGateway && !bed.options().gateway()) {
                continue;
            }
            Section section =
                    switch (part) {
                        case THROUGHPUT -> new Throughput(bed).run();
                        case LATENCY -> new Latency(bed).run();
                        case TRANSLATION -> new Translation(bed).run();
                        case FAILOVER -> new Failover(bed).run();
                        case ROUTES -> new Routes(bed).run();
                        case STREAMS -> new Streams(bed).run();
                        case SLOW_READER -> new SlowReader(bed).run();
                        case STARTUP -> new Startup(bed).run();
                    };
            System.out.printf("%n%s%n%n%s", section.title(), section.text());
            figures.put(
                    part.name().toLowerCase(Locale.ROOT),
                    Map.of("what", section.title(), "figures", section.figures()));
            goals.addAll(section.goals());
            failures += section.failures();
        }
        Table table = new Table("Goals", "limit", "this run", "");
        for (Goal goal : goals) {
            table.add(
                    goal.name(),
                    Table.number(goal.limit()) + " " + goal.unit(),
                    Table.number(goal.value()) + " " + goal.unit(),
                    goal.met() ? "met" : "MISSED");
            verdicts.put(goal.name(), goal.figures());
        }
        document.put("figures", figures);
        document.put("goals", verdicts);
        document.put("failures", failures);
        Files.writeString(file, Json.write(document));
        System.out.printf("%n%s%nwrong or lost: %d%nwritten to %s%n", goals.isEmpty() ? "" : table, failures, file);
        return failures;
    }

    private static Map<String, Object> facts(Options options) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("date", LocalDateTime.now().toString());
        facts.put("processor", firstMatch(Files.readString(Path.of("/proc/cpuinfo")), "model name"));
        facts.put("cores", Runtime.getRuntime().availableProcessors() + 1);
        facts.put("load", Files.readString(Path.of("/proc/loadavg")).split(" ")[0] + " before the run");
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.runtime.version"));
        facts.put("nginx", Commands.output("nginx", "-v").strip().replace("nginx version: ", ""));
        facts.put("gateway", options.gateway() ? options.assembly().toString() : "none");
        facts.put("revision", revision(options.root()));
        return facts;
    }

    private static String firstMatch(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    /** The commit of the work tree, where there is one. */
    private static String revision(Path root) {
        if (!Files.exists(root.resolve(".git"))) {
            return "unknown";
        }
        String text = Commands.output("git", "-C", root.toString(), "describe", "--always", "--dirty")
                .strip();
        return text.matches("[\\w.-]+") ? text : "unknown";
    }

    /** A directory with nothing in it. */
    private static Path emptied(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(directory);
    }
}
