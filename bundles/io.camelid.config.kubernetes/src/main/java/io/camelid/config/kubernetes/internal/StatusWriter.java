package io.camelid.config.kubernetes.internal;

import io.camelid.config.Compilation;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of objects back by server-side apply, where it is not what it should be. A few
 * objects at a time; one that others keep changing back is written less and less often. Thread-safe;
 * nothing here waits.
 */
final class StatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final String QUERY = "/status?fieldManager=camelid&force=true";
    private static final int AT_ONCE = 25;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration REFUSAL_PAUSE = Duration.ofSeconds(10);

    /** What was last written to an object, and when that may be tried again. */
    private static final class Attempt {
        private final Map<String, Object> status;
        private final Backoff backoff = new Backoff(
                FIRST_PAUSE, LONGEST_PAUSE, () -> ThreadLocalRandom.current().nextLong());
        private long next;
        private boolean open;

        Attempt(Map<String, Object> status) {
            this.status = status;
        }
    }

    /** Why the status of a kind cannot be written, and when that is tried again. */
    private record Refusal(String why, long next) {}

    private final Api api;
    private final Feed.Listener listener;
    private final Map<ObjectKey, Attempt> attempts = new HashMap<>();
    private final Map<String, Refusal> refusals = new TreeMap<>();
    private Compilation last;
    private boolean stale = true;
    private long again;
    private int open;

    StatusWriter(Api api, Feed.Listener listener) {
        this.api = api;
        this.listener = listener;
    }

    /** The cluster's objects have changed, or who writes. */
    synchronized void refresh() {
        stale = true;
    }

    /** Forgets what was written: somebody else may write now. */
    synchronized void pause() {
        attempts.clear();
        stale = true;
    }

    /** Whether there may be something to write. */
    synchronized boolean isDue(Compilation compilation) {
        return stale || compilation != last || System.nanoTime() - again >= 0;
    }

    /** What keeps status from being written. */
    synchronized List<Problem> problems() {
        return refusals.entrySet().stream()
                .map(refusal -> Cluster.problem(
                        Severity.ERROR,
                        "the status of " + refusal.getKey() + " cannot be written: "
                                + refusal.getValue().why()))
                .toList();
    }

    /**
     * Writes what differs.
     *
     * @param items as the cluster has them
     * @param delivered which of them were last delivered
     */
    synchronized void write(Compilation compilation, Map<ObjectKey, Item> items, Set<ObjectKey> delivered) {
        last = compilation;
        stale = false;
        again = System.nanoTime() + LONGEST_PAUSE.toNanos();
        attempts.keySet().retainAll(items.keySet());
        Set<ObjectKey> foreign = foreign(compilation, items, delivered);
        for (Resource resource : Resource.REPORTED) {
            for (Item item : items.values()) {
                ObjectKey key = item.object().key();
                if (resource.isKindOf(key) && !foreign.contains(key)) {
                    status(compilation, key, delivered)
                            .flatMap(status -> StatusPatch.of(item, status))
                            .ifPresent(patch -> write(resource, item, patch));
                }
            }
        }
    }

    /** Backends that only Gateways of other classes use, where there are such: their controller reports on them. */
    private static Set<ObjectKey> foreign(
            Compilation compilation, Map<ObjectKey, Item> items, Set<ObjectKey> delivered) {
        boolean alone =
                items.keySet().stream().noneMatch(key -> Resource.GATEWAY.isKindOf(key) && !delivered.contains(key));
        if (alone) {
            return Set.of();
        }
        Set<ObjectKey> used = References.backends(compilation.objects().values().stream()
                .filter(object -> Resource.HTTP_ROUTE.isKindOf(object.key()))
                .toList());
        Set<ObjectKey> foreign = new HashSet<>();
        for (ObjectKey key : items.keySet()) {
            boolean backend = Resource.KGATEWAY_BACKEND.isKindOf(key) || Resource.AGENTGATEWAY_BACKEND.isKindOf(key);
            if (backend && !used.contains(key)) {
                foreign.add(key);
            }
        }
        return foreign;
    }

    /** What an object's status should be; of a route that is no longer ours, nothing of us. */
    private static Optional<Map<String, Object>> status(
            Compilation compilation, ObjectKey key, Set<ObjectKey> delivered) {
        KubernetesObject compiled = compilation.objects().get(key);
        if (compiled != null) {
            return Optional.of(compiled)
                    .filter(object -> object.origin().source().equals(Item.SOURCE))
                    .map(object -> compilation.statuses().get(key))
                    .map(ObjectStatus::status);
        }
        return Resource.HTTP_ROUTE.isKindOf(key) && !delivered.contains(key)
                ? Optional.of(Map.of("parents", List.of()))
                : Optional.empty();
    }

    private void write(Resource resource, Item item, Map<String, Object> patch) {
        ObjectKey key = item.object().key();
        Map<String, Object> status = Json.object(patch.get("status"));
        Attempt attempt = attempts.get(key);
        if (attempt == null || !attempt.open && !attempt.status.equals(status)) {
            attempt = new Attempt(status);
            attempts.put(key, attempt);
        }
        long now = System.nanoTime();
        Refusal refusal = refusals.get(resource.toString());
        if (attempt.open || open == AT_ONCE) {
            stale = true;
        } else if (attempt.backoff.attempts() > 0 && now - attempt.next < 0) {
            again(attempt.next);
        } else if (refusal != null && now - refusal.next() < 0) {
            again(refusal.next());
        } else {
            send(resource, item, patch, attempt);
        }
    }

    private void again(long time) {
        if (time - again < 0) {
            again = time;
        }
    }

    private void send(Resource resource, Item item, Map<String, Object> patch, Attempt attempt) {
        ObjectKey key = item.object().key();
        String apiVersion = item.object().apiVersion();
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        attempt.open = true;
        attempt.next = System.nanoTime() + attempt.backoff.next().toNanos();
        again(attempt.next);
        open++;
        LOG.debug("Writing the status of {}", key);
        api.apply(resource.path(version, key.namespace()) + "/" + key.name() + QUERY, patch)
                .whenComplete((answer, failure) -> sent(resource, key, attempt, failure));
    }

    private synchronized void sent(Resource resource, ObjectKey key, Attempt attempt, Throwable failure) {
        open--;
        attempt.open = false;
        stale = true;
        if (failure == null) {
            if (refusals.remove(resource.toString()) != null) {
                listener.contentChanged();
            }
            return;
        }
        ApiException problem = ApiException.of(failure);
        LOG.debug("The status of {} is not written: {}", key, problem.getMessage());
        if (problem.isRefusal()
                && problem.code() != ApiException.CONFLICT
                && problem.code() != ApiException.NOT_FOUND) {
            Refusal refusal = new Refusal(problem.getMessage(), System.nanoTime() + REFUSAL_PAUSE.toNanos());
            Refusal before = refusals.put(resource.toString(), refusal);
            if (before == null) {
                LOG.warn("The status of {} cannot be written: {}", resource, problem.getMessage());
                listener.contentChanged();
            }
        }
    }
}
