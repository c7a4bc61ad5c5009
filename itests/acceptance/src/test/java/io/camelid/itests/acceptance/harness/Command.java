package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program to run to its end.
 *
 * @param line the program and its arguments
 * @param environment added to this process's own
 */
public record Command(List<String> line, Map<String, String> environment) {
    private static final int SECONDS = 60;

    /** How a program ended, and all that it said. */
    public record Result(int exit, String out, String err) {
        public Result orThrow() {
            if (exit != 0) {
                throw new IllegalStateException("exit " + exit + ": " + out + err);
            }
            return this;
        }
    }

    public static Command of(String... line) {
        return new Command(List.of(line), Map.of());
    }

    public Command with(Map<String, String> more) {
        return new Command(line, more);
    }

    /** Whether there is such a program on the path. */
    public static boolean exists(String program) {
        return Command.of("sh", "-c", "command -v " + program).run().exit() == 0;
    }

    public Result run() {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(line.get(0) + " did not end: " + out.join() + err.join());
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
