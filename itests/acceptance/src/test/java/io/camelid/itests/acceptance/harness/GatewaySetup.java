package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a gateway is started with. */
public final class GatewaySetup {
    private final Path folder;
    private final Assembly assembly;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final Map<String, InetAddress> hosts = new LinkedHashMap<>();

    GatewaySetup(Assembly assembly, Path folder) throws IOException {
        this.assembly = assembly;
        this.folder = Folders.fresh(folder);
        Files.createDirectories(manifests());
    }

    /** Where everything of this gateway is. */
    public Path folder() {
        return folder;
    }

    Path manifests() {
        return folder.resolve("manifests");
    }

    Assembly assembly() {
        return assembly;
    }

    Map<String, String> environment() {
        return environment;
    }

    public GatewaySetup environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public GatewaySetup jvmOptions(List<String> options) {
        jvmOptions.addAll(options);
        return this;
    }

    /** A name that resolves; when there is one, no other does. */
    public GatewaySetup host(String name, InetAddress address) {
        hosts.put(name, address);
        return this;
    }

    /** A manifest that is there from the start. */
    public GatewaySetup manifest(String file, String text) throws IOException {
        Files.writeString(manifests().resolve(file), text);
        return this;
    }

    /** The gateway's own copy of {@code etc}, which it has from the first call on. */
    public Path etc() throws IOException {
        Path etc = folder.resolve("etc");
        if (environment.putIfAbsent("KARAF_ETC", etc.toString()) == null) {
            Folders.copy(assembly.home().resolve("etc"), etc);
        }
        return etc;
    }

    /** Changes a key of {@code etc/<pid>.cfg}. */
    public GatewaySetup setting(String pid, String key, String value) throws IOException {
        Path file = etc().resolve(pid + ".cfg");
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^" + key + " = .*$", key + " = " + value));
        return this;
    }

    /** Starts it and waits until it is ready. */
    public Gateway start() throws Exception {
        if (!hosts.isEmpty()) {
            jvmOptions.add("-Djdk.net.hosts.file=" + hostsFile());
        }
        environment.put("EXTRA_JAVA_OPTS", String.join(" ", jvmOptions));
        Gateway gateway = new Gateway(this);
        gateway.awaitReady();
        return gateway;
    }

    private Path hostsFile() throws IOException {
        List<String> lines = new ArrayList<>();
        // The first address of a name is the one that is tried first, localhost's too.
        hosts.forEach((name, address) -> lines.add(address.getHostAddress() + " " + name));
        lines.add("127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName());
        return Files.write(folder.resolve("hosts"), lines);
    }
}
