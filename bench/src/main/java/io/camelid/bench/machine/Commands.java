package io.camelid.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs that are run to their end for what they print. */
public final class Commands {
    private Commands() {}

    /** What the program printed, errors included; it runs on the cores of this JVM. */
    public static String output(Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static String output(String... command) {
        return output(Map.of(), List.of(command));
    }

    /** Has a running JVM carry out a diagnostic command, and returns what it says. */
    public static String jcmd(long pid, String... command) {
        return output(
                Map.of(),
                Stream.concat(Stream.of("jcmd", Long.toString(pid)), Stream.of(command))
                        .toList());
    }

    static List<String> pinned(String cores, List<String> command) {
        return Stream.concat(Stream.of("taskset", "-c", cores), command.stream())
                .toList();
    }
}
