package io.camelid.config.kubernetes.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which replica writes status: the one that holds the Lease {@value #NAME}, as Kubernetes' own
 * controllers settle it. The holder renews it every two seconds; another takes it when it has seen it
 * unchanged, by its own clock, for as long as the Lease says. Thread-safe.
 */
final class Leadership {
    static final String NAME = "camelid-leader";

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    /** After this without a renewal the holder stops writing, before another may begin. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration RELEASE = Duration.ofSeconds(1);
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Api api;
    private final String path;
    private final String namespace;
    private final String identity;
    private final ScheduledExecutorService timer;
    private Map<String, Object> lease = Map.of();
    private long seen;
    private boolean held;
    private long renewed;
    private boolean stopped;
    private CompletableFuture<?> attempt = CompletableFuture.completedFuture(null);
    private Optional<String> refusal = Optional.empty();

    Leadership(Api api, String namespace, String identity, ScheduledExecutorService timer) {
        this.api = api;
        this.path = "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
        this.namespace = namespace;
        this.identity = identity;
        this.timer = timer;
    }

    void start() {
        attempt();
    }

    /** Whether this replica may write now. */
    synchronized boolean isHeld() {
        return held && !stopped && System.nanoTime() - renewed < DEADLINE.toNanos();
    }

    /** Why nobody here can become the one who writes, if so. */
    synchronized Optional<String> refusal() {
        return refusal;
    }

    /** Lets go, so that another need not wait; this may take a moment. */
    void stop() {
        CompletableFuture<?> release;
        synchronized (this) {
            stopped = true;
            // A renewal under way must not come after the release.
            release = attempt.handle((end, failure) -> null).thenCompose(end -> release());
        }
        try {
            release.get(RELEASE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failed) {
            LOG.debug("The Lease {} is not released and will expire", NAME);
        }
    }

    private synchronized CompletableFuture<?> release() {
        if (!held) {
            return CompletableFuture.completedFuture(null);
        }
        held = false;
        return api.put(path + "/" + NAME, claim("", 1));
    }

    private synchronized void attempt() {
        if (stopped) {
            return;
        }
        long start = System.nanoTime();
        attempt = held
                ? claim(start)
                : api.get(path + "/" + NAME)
                        .handle((found, failure) -> decide(found, failure, start))
                        .thenCompose(claim -> claim);
        attempt.whenComplete((end, failure) -> {
            if (failure != null) {
                failed(ApiException.of(failure));
            }
            later();
        });
    }

    /** Takes the Lease if it is to be had. */
    private synchronized CompletableFuture<?> decide(Map<String, Object> found, Throwable failure, long start) {
        if (failure != null) {
            ApiException problem = ApiException.of(failure);
            if (problem.code() != ApiException.NOT_FOUND) {
                return CompletableFuture.failedFuture(problem);
            }
            lease = Map.of();
            return claim(start);
        }
        if (!found.equals(lease)) {
            lease = found;
            seen = System.nanoTime();
        }
        refusal = Optional.empty();
        Map<String, Object> spec = Json.object(lease.get("spec"));
        String holder = Json.text(spec.get("holderIdentity"));
        long seconds = spec.get("leaseDurationSeconds") instanceof Long number ? number : LEASE.toSeconds();
        boolean free = holder.isEmpty()
                || holder.equals(identity)
                || System.nanoTime() - seen > TimeUnit.SECONDS.toNanos(seconds);
        return free ? claim(start) : CompletableFuture.completedFuture(null);
    }

    private synchronized CompletableFuture<?> claim(long start) {
        Map<String, Object> claim = claim(identity, LEASE.toSeconds());
        CompletableFuture<Map<String, Object>> answer =
                lease.isEmpty() ? api.post(path, claim) : api.put(path + "/" + NAME, claim);
        return answer.thenAccept(written -> {
            synchronized (this) {
                lease = written;
                renewed = start;
                refusal = Optional.empty();
                if (!held) {
                    held = true;
                    LOG.info("{} writes status from now on", identity);
                }
            }
        });
    }

    private Map<String, Object> claim(String holder, long seconds) {
        Map<String, Object> before = Json.object(lease.get("spec"));
        boolean same = holder.equals(before.get("holderIdentity"));
        String now = MICROSECONDS.format(Instant.now());
        long transitions = before.get("leaseTransitions") instanceof Long number ? number : 0;
        Map<String, Object> spec = new LinkedHashMap<>(before);
        spec.put("holderIdentity", holder);
        spec.put("leaseDurationSeconds", seconds);
        spec.put("renewTime", now);
        if (!same) {
            spec.put("acquireTime", now);
            spec.put("leaseTransitions", lease.isEmpty() ? 0 : transitions + 1);
        }
        Map<String, Object> claim = new LinkedHashMap<>(lease);
        claim.put("apiVersion", "coordination.k8s.io/v1");
        claim.put("kind", "Lease");
        claim.putIfAbsent("metadata", Map.of("name", NAME, "namespace", namespace));
        claim.put("spec", spec);
        return claim;
    }

    private synchronized void failed(ApiException problem) {
        refusal = Optional.of(problem)
                .filter(some -> some.isRefusal() && some.code() != ApiException.CONFLICT)
                .map(ApiException::getMessage);
        boolean lost = problem.code() == ApiException.CONFLICT || problem.code() == ApiException.NOT_FOUND || !isHeld();
        if (held && lost) {
            held = false;
            LOG.info("{} does not write status any more: {}", identity, problem.getMessage());
        }
    }

    private void later() {
        try {
            timer.schedule(this::attempt, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("Not in for the Lease any more");
        }
    }
}
