package io.camelid.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a run is to do, from its command line.
 *
 * @param root of the work tree
 * @param assembly the gateway to measure
 * @param gateway whether there is one: without, nginx alone is measured, to try the harness
 * @param profile whether to profile instead of measuring
 * @param rounds of the paired measurements
 * @param seconds of one measurement in a round
 * @param event what a profile samples: cpu or alloc
 * @param path the route that is profiled
 */
record Options(
        Path root,
        Path assembly,
        boolean gateway,
        boolean profile,
        boolean quick,
        Set<Part> parts,
        int rounds,
        int seconds,
        int connections,
        int streams,
        int streamSeconds,
        String event,
        String path) {
    /** What is measured. */
    enum Part {
        THROUGHPUT,
        LATENCY,
        TRANSLATION,
        FAILOVER,
        ROUTES,
        STREAMS,
        SLOW_READER,
        STARTUP;

        static Part of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    static final String USAGE =
            """
            usage: bench/run [option...]        measures the gateway beside nginx
                   bench/profile [option...]    shows what a request's CPU or memory goes to

              --quick              shorter and with fewer streams: a first look
              --only PART[,PART]   of throughput, latency, translation, failover, routes, streams, slow-reader, startup
              --rounds N           paired rounds of throughput and latency (7; quick 3)
              --seconds N          of each measurement in a round, or of a profile (5; quick 2)
              --connections N      of the throughput measurement (32)
              --streams N          concurrent event streams (500; quick 100)
              --stream-seconds N   for which their events are timed (30; quick 5)
              --gateway DIR        another assembly than karaf-distribution/target/assembly
              --without-gateway    nginx alone
              --event cpu|alloc    what a profile samples (cpu)
              --route NAME         what a profile loads: llm, keyed, static, stream, anthropic or gemini (llm)
            """;

    /** Requests that a JVM answers before it is measured. */
    long warmUp() {
        return quick ? 60_000 : 200_000;
    }

    /** @throws IllegalArgumentException saying what is wrong */
    static Options parse(String... arguments) {
        Deque<String> words = new ArrayDeque<>(List.of(arguments));
        boolean quick = words.contains("--quick");
        Path root = Path.of("").toAbsolutePath();
        Path assembly = null;
        boolean gateway = true;
        boolean profile = false;
        Set<Part> parts = EnumSet.allOf(Part.class);
        int rounds = quick ? 3 : 7;
        int seconds = quick ? 2 : 5;
        int connections = 32;
        int streams = quick ? 100 : 500;
        int streamSeconds = quick ? 5 : 30;
        String event = "cpu";
        String route = "llm";
        while (!words.isEmpty()) {
            String word = words.remove();
            switch (word) {
                case "profile" -> profile = true;
                case "--quick" -> {}
                case "--root" -> root = Path.of(value(word, words));
                case "--only" -> {
                    parts = EnumSet.noneOf(Part.class);
                    for (String name : value(word, words).split(",")) {
                        parts.add(Part.of(name));
                    }
                }
                case "--rounds" -> rounds = number(word, words);
                case "--seconds" -> seconds = number(word, words);
                case "--connections" -> connections = number(word, words);
                case "--streams" -> streams = number(word, words);
                case "--stream-seconds" -> streamSeconds = number(word, words);
                case "--gateway" -> assembly = Path.of(value(word, words)).toAbsolutePath();
                case "--without-gateway" -> gateway = false;
                case "--event" -> event = value(word, words);
                case "--route" -> route = value(word, words);
                default -> throw new IllegalArgumentException("unknown option " + word);
            }
        }
        return new Options(
                root,
                assembly == null ? root.resolve("karaf-distribution/target/assembly") : assembly,
                gateway,
                profile,
                quick,
                parts,
                rounds,
                seconds,
                connections,
                streams,
                streamSeconds,
                event,
                "/" + route + "/v1/chat/completions");
    }

    private static String value(String option, Deque<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return words.remove();
    }

    private static int number(String option, Deque<String> words) {
        String text = value(option, words);
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException(option + " needs a number, not " + text);
        }
        return Integer.parseInt(text);
    }
}
