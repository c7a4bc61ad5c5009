package io.camelid.bench;

import io.camelid.bench.machine.Usage;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.proxy.Wrk;

/**
 * Load on one target for some seconds.
 *
 * @param cpuMicros the proxy's, for each request
 * @param switches context switches, for each request
 * @param busy the share of its core that the proxy used
 * @param others the share of the proxy's core that anything else used, which spoils the measurement
 */
record Measurement(Wrk.Load load, double cpuMicros, double switches, double busy, double others) {
    private static final int WARM_UP_BURSTS = 30;
    private static final int WARM_UP_SECONDS = 2;

    /** With the request that most measurements send. */
    static Measurement of(Bed bed, Target target, int connections, int seconds) {
        return of(bed, bed.wrk(), target, connections, seconds);
    }

    static Measurement of(Bed bed, Wrk wrk, Target target, int connections, int seconds) {
        long pid = target.pid().orElse(-1);
        int core = bed.site().proxyCore();
        Usage before = Usage.of(pid);
        long busyBefore = Usage.busyMicros(core);
        long start = System.nanoTime();
        Wrk.Load load = wrk.run(target.url(), connections, seconds);
        double wall = (System.nanoTime() - start) / 1e3;
        long busy = Usage.busyMicros(core) - busyBefore;
        Usage after = Usage.of(pid);
        long cpu = after.cpuMicros() - before.cpuMicros();
        return new Measurement(
                load,
                target.pid().isPresent() ? (double) cpu / load.requests() : Double.NaN,
                target.pid().isPresent()
                        ? (double) (after.switches() - before.switches()) / load.requests()
                        : Double.NaN,
                cpu / wall,
                Math.max(0, (busy - cpu) / wall));
    }

    /**
     * Loads a target until so many requests are answered and its CPU per request no longer falls: a JVM compiles what it
     * runs often. Ends after a minute in any case.
     */
    static void warmUp(Bed bed, Wrk wrk, Target target, int connections, long requests) {
        double last = Double.MAX_VALUE;
        long answered = 0;
        int steady = 0;
        for (int i = 0; i < WARM_UP_BURSTS && (answered < requests || steady < 2); i++) {
            Measurement burst = of(bed, wrk, target, connections, WARM_UP_SECONDS);
            answered += burst.load.requests();
            steady = burst.cpuMicros > last * 0.97 ? steady + 1 : 0;
            last = Math.min(last, burst.cpuMicros);
        }
    }

    /** With the request that most measurements send. */
    static void warmUp(Bed bed, Target target, int connections, long requests) {
        warmUp(bed, bed.wrk(), target, connections, requests);
    }
}
