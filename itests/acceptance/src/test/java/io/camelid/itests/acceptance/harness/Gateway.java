package io.camelid.itests.acceptance.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A gateway as a process of its own, with its own ports and with all that it writes in one folder, which
 * stays (but for Karaf's bundle cache) after the test for whoever looks for the reason of a failure.
 */
public final class Gateway implements AutoCloseable {
    /** Folders of gateways and assemblies are made in here. */
    static final Path WORK = Path.of(System.getProperty("camelid.work"));

    private static final Duration START = Duration.ofSeconds(180);
    private static final Duration STOP = Duration.ofSeconds(60);
    /** Long enough for a change to be noticed on a busy machine; the contract's second is measured where it matters. */
    public static final Duration LIVE = Duration.ofSeconds(10);

    private static final int TAIL = 6_000;

    private final Assembly assembly;
    private final Path folder;
    private final int httpPort;
    private final int adminPort;
    private final int sshPort;
    private final Client http;
    private final Client admin;
    private final Map<String, String> environment;
    private final Process process;

    Gateway(GatewaySetup setup) throws IOException {
        assembly = setup.assembly();
        folder = setup.folder();
        Iterator<Integer> ports = Ports.free(3).iterator();
        httpPort = ports.next();
        adminPort = ports.next();
        sshPort = ports.next();
        http = new Client(httpPort);
        admin = new Client(adminPort);
        environment = new LinkedHashMap<>(setup.environment());
        environment.put("KARAF_DATA", data().toString());
        environment.put("CAMELID_MANIFESTS", setup.manifests().toString());
        environment.putIfAbsent("CAMELID_KUBERNETES", "off");
        environment.putIfAbsent("CAMELID_BIND", "127.0.0.1");
        environment.put("CAMELID_HTTP_PORT", Integer.toString(httpPort));
        environment.put("CAMELID_ADMIN_PORT", Integer.toString(adminPort));
        environment.put("CAMELID_SSH_PORT", Integer.toString(sshPort));
        ProcessBuilder builder = new ProcessBuilder(
                        assembly.home().resolve("bin/karaf").toString(), "server")
                .redirectErrorStream(true)
                .redirectOutput(output().toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("(KARAF|CAMELID|AWS|GOOGLE|AZURE)_.*|JAVA_OPTS|KUBECONFIG"));
        builder.environment().putAll(environment);
        process = builder.start();
        process.getOutputStream().close();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    void awaitReady() throws Exception {
        try {
            Await.until(START, () -> !process.isAlive() || isReady());
        } catch (AssertionError late) {
            close();
            throw new AssertionError("the gateway did not become ready:\n" + tail(), late);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("the gateway ended while it started:\n" + tail());
        }
    }

    /** A gateway from the shared assembly. */
    public static GatewaySetup named(String name) throws IOException {
        return of(Assembly.shared(), name);
    }

    /** A gateway from an assembly, in a fresh folder of that name. */
    public static GatewaySetup of(Assembly assembly, String name) throws IOException {
        return new GatewaySetup(assembly, WORK.resolve(name));
    }

    public int port() {
        return httpPort;
    }

    public Client http() {
        return http;
    }

    public Client admin() {
        return admin;
    }

    public long pid() {
        return process.pid();
    }

    /** {@code KARAF_DATA}. */
    public Path data() {
        return folder.resolve("data");
    }

    /** A folder for the test's own files beside the gateway's. */
    public Path folder() {
        return folder;
    }

    public Path manifest(String file) {
        return folder.resolve("manifests").resolve(file);
    }

    /** Writes a manifest as editors do: the old one is there until the new one is whole. */
    public void write(String file, String text) throws IOException {
        Path whole = folder.resolve("new-manifest");
        Files.writeString(whole, text);
        Files.move(whole, manifest(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the process has printed, log included. */
    public String log() throws IOException {
        return Files.readString(output());
    }

    private Path output() {
        return folder.resolve("output.log");
    }

    private String tail() throws IOException {
        String log = log();
        return output() + ":\n" + log.substring(Math.max(0, log.length() - TAIL));
    }

    public boolean isReady() throws InterruptedException {
        try {
            return admin.get("/healthz/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A shell command, by {@code bin/client}. */
    public Command.Result shell(String command) {
        return Command.of(assembly.home().resolve("bin/client").toString(), "-a", Integer.toString(sshPort), command)
                .with(environment)
                .run();
    }

    /** An object as the admin listener shows it; null if there is none. */
    public JsonNode object(String groupVersion, String plural, String namespace, String name) throws Exception {
        String api = groupVersion.contains("/") ? "/apis/" : "/api/";
        return admin.json(api + groupVersion + "/namespaces/" + namespace + "/" + plural + "/" + name);
    }

    /** The condition {@code Accepted} of a Backend of either kind. */
    public JsonNode accepted(String plural, String namespace, String name) throws Exception {
        String group = plural.equals("backends") ? "gateway.kgateway.dev" : "agentgateway.dev";
        JsonNode object = object(group + "/v1alpha1", plural, namespace, name);
        return object == null ? null : condition(object.path("status"), "Accepted");
    }

    /** A condition by its type; a missing node if there is none. */
    public static JsonNode condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return status.path("no condition " + type);
    }

    /** Resident memory in bytes. */
    public long residentBytes() {
        String kib = Command.of("ps", "-o", "rss=", "-p", Long.toString(pid()))
                .run()
                .orThrow()
                .out();
        return Long.parseLong(kib.trim()) * 1024;
    }

    /** Ends the process without giving it a chance, as the kernel does when memory runs out. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Asks the process to end, as a service manager does. */
    public void terminate() {
        process.destroy();
    }

    /** The exit code; an assertion error if it has not ended in time. */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the gateway did not end within " + limit.toMillis() + " ms");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        terminate();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Folders.delete(data().resolve("cache"));
    }
}
