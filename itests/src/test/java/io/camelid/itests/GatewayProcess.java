package io.camelid.itests;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The assembly as an operator runs it: {@code bin/karaf server} with its own KARAF_DATA and free ports. */
final class GatewayProcess implements AutoCloseable {

    /** What a command printed, and how it ended. */
    record Outcome(int exit, String output) {}

    static final Path ASSEMBLY = Path.of(System.getProperty("camelid.assembly")).normalize();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final Map<String, String> environment;
    private final int httpPort;
    private final int adminPort;
    private final int sshPort;
    private final Process process;

    private GatewayProcess(Path data, Path manifests) throws IOException {
        this.data = data;
        List<Integer> ports = freePorts(3);
        httpPort = ports.get(0);
        adminPort = ports.get(1);
        sshPort = ports.get(2);
        environment = Map.of(
                "KARAF_DATA", data.toString(),
                "CAMELID_MANIFESTS", manifests.toString(),
                "CAMELID_BIND", "127.0.0.1",
                "CAMELID_HTTP_PORT", Integer.toString(httpPort),
                "CAMELID_ADMIN_PORT", Integer.toString(adminPort),
                "CAMELID_SSH_PORT", Integer.toString(sshPort),
                "JAVA_HOME", System.getProperty("java.home"));
        Files.createDirectories(data);
        process = command("bin/karaf", "server")
                .redirectOutput(data.resolve("console.log").toFile())
                .start();
    }

    /** Starts a gateway and returns when it is ready. */
    static GatewayProcess start(Path data, Path manifests) throws Exception {
        GatewayProcess gateway = new GatewayProcess(data, manifests);
        try {
            gateway.await("readiness", () -> gateway.admin("/healthz/ready").statusCode() == 200);
        } catch (Exception | Error e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    HttpResponse<String> admin(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url(adminPort, path)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url(httpPort, path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** Runs a shell command through {@code bin/client}, as a script would: no terminal, nothing on standard input. */
    Outcome client(String line) throws IOException, InterruptedException {
        Path output = Files.createTempFile(data, "client", ".out");
        Process client = command("bin/client", "-a", Integer.toString(sshPort), line)
                .redirectOutput(output.toFile())
                .start();
        if (!client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            client.destroyForcibly();
            throw new AssertionError("bin/client did not end: " + line);
        }
        return new Outcome(client.exitValue(), Files.readString(output));
    }

    /** Waits for a condition; an exception is a "not yet". */
    void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            if (!process.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(
                "no " + what + " in time; console:\n" + Files.readString(data.resolve("console.log")), last);
    }

    /** SIGTERM; returns how long the process took to end. */
    Duration terminate() throws InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the gateway does not end");
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private ProcessBuilder command(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.set(0, ASSEMBLY.resolve(words[0]).toString());
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        return builder;
    }

    private static URI url(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
