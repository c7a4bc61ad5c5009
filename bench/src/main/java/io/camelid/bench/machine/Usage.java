package io.camelid.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process and its descendants have used so far, as Linux counts it in {@code /proc} (proc(5)).
 *
 * @param cpuMicros user and system time, to 10 ms
 * @param switches voluntary and involuntary context switches of the threads that are alive
 * @param residentBytes memory that is in RAM now
 * @param threads how many there are now
 */
public record Usage(long cpuMicros, long switches, long residentBytes, long threads) {
    /** The kernel's USER_HZ, which is part of its interface, is 100. */
    private static final long TICK_MICROS = 10_000;

    private static final Usage NONE = new Usage(0, 0, 0, 0);

    public static Usage of(long pid) {
        return ProcessHandle.of(pid)
                .map(root -> Stream.concat(Stream.of(root), root.descendants())
                        .map(process -> single(process.pid()))
                        .reduce(NONE, Usage::plus))
                .orElse(NONE);
    }

    /** Microseconds in which a core was not idle, whoever used it, to 10 ms. */
    public static long busyMicros(int core) {
        String line = lines(Path.of("/proc/stat"))
                .filter(text -> text.startsWith("cpu" + core + " "))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no core " + core));
        String[] fields = line.split("\\s+");
        // cpuN user nice system idle iowait irq softirq steal
        return TICK_MICROS * (sum(fields, 1, 3) + sum(fields, 6, 8));
    }

    private static Usage single(long pid) {
        Path directory = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(directory.resolve("stat"));
            // The name, in parentheses, may hold spaces; utime and stime are the 12th and 13th field behind it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long rss = field(directory.resolve("status"), "VmRSS:") * 1024;
            long threads = field(directory.resolve("status"), "Threads:");
            return new Usage(TICK_MICROS * sum(fields, 11, 12), switches(directory), rss, threads);
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long switches(Path directory) throws IOException {
        try (Stream<Path> tasks = Files.list(directory.resolve("task"))) {
            return tasks.map(task -> task.resolve("status"))
                    .mapToLong(status ->
                            field(status, "voluntary_ctxt_switches:") + field(status, "nonvoluntary_ctxt_switches:"))
                    .sum();
        }
    }

    private static long field(Path file, String name) {
        return lines(file)
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(
                        line.substring(name.length()).replace("kB", "").strip()))
                .findFirst()
                .orElse(0);
    }

    /** A thread or process may be gone by now; then there are no lines. */
    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static long sum(String[] fields, int first, int last) {
        long sum = 0;
        for (int i = first; i <= last; i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }

    private Usage plus(Usage other) {
        return new Usage(
                cpuMicros + other.cpuMicros,
                switches + other.switches,
                residentBytes + other.residentBytes,
                threads + other.threads);
    }
}
