package io.camelid.bench.profile;

import io.camelid.bench.machine.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * async-profiler in a running JVM: it sees the kernel's and the JVM's own frames beside Java's, and takes its samples
 * anywhere, not at safepoints only.
 */
public final class Profiler {
    private final long pid;
    private final Path library;
    private final Path output;

    /**
     * @param directory for the agent
     * @param output for its stacks, in the form flame graph tools read
     */
    public Profiler(long pid, Path directory, Path output) throws IOException {
        this.pid = pid;
        this.output = output;
        library = directory.resolve("libasyncProfiler.so");
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        try (InputStream in = Profiler.class.getResourceAsStream("/linux-" + architecture + "/libasyncProfiler.so")) {
            Files.copy(in, library);
        }
    }

    /** @param event {@code cpu}, a sample each half millisecond of CPU time, or {@code alloc}, one each 64 KB allocated */
    public void start(String event) {
        String interval = event.equals("alloc") ? "alloc=64k" : "event=" + event + ",interval=500us";
        command("start," + interval);
    }

    public Stacks stop() throws IOException {
        command("stop,collapsed,total,file=" + output);
        return Stacks.parse(Files.readAllLines(output));
    }

    private void command(String options) {
        String answer = Commands.jcmd(pid, "JVMTI.agent_load", library.toString(), '"' + options + '"');
        if (!answer.contains("return code: 0")) {
            throw new IllegalStateException("async-profiler: " + answer);
        }
    }
}
