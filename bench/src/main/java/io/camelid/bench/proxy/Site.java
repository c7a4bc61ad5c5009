package io.camelid.bench.proxy;

import io.camelid.bench.machine.Ports;
import java.nio.file.Path;
import java.util.List;

/**
 * Where things are in one run.
 *
 * @param directory holds all that the run writes, but for the result
 * @param proxyCore the core of what is measured
 * @param loadCores the cores of load and upstream, in the form {@code taskset -c} takes
 * @param requests the port of the upstream that answers at once
 * @param streams the port of the upstream that sends events
 */
public record Site(Path directory, int proxyCore, String loadCores, int requests, int streams) {
    public static Site on(Path directory, int proxyCore, String loadCores) {
        List<Integer> ports = Ports.free(2);
        return new Site(directory, proxyCore, loadCores, ports.get(0), ports.get(1));
    }
}
