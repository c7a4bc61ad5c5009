package io.camelid.config.kubernetes.internal;

import io.camelid.config.Compilation;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of objects back by server-side apply, where it is not what it should be. A few writes
 * are open at a time, and the answer to one makes room for the next. What has changed neither in the cluster
 * nor in the compilation is not compared again. Thread-safe; nothing here waits.
 */
final class StatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final String QUERY = "/status?fieldManager=camelid&force=true";
    /** Enough for hundreds a second, too few for the API server to keep others waiting, us with a change among them. */
    private static final int AT_ONCE = 5;
    /** For a server that does not answer, or asks for patience: it would be the same for every object. */
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final Api api;
    private final Feed.Listener listener;
    private final BooleanSupplier leader;
    private final Supplier<Map<ObjectKey, Item>> items;
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final Refusals refusals = new Refusals();
    private final WorkQueue queue = new WorkQueue(AT_ONCE);
    private final Map<ObjectKey, ReportedObject> objects = new HashMap<>();
    private DesiredStatus desired; // none before the first look
    private long quietUntil = System.nanoTime();
    private boolean working;

    /**
     * @param leader whether this replica may write
     * @param items tells of the cluster's objects that could have a status of ours
     */
    StatusWriter(Api api, Feed.Listener listener, BooleanSupplier leader, Supplier<Map<ObjectKey, Item>> items) {
        this.api = api;
        this.listener = listener;
        this.leader = leader;
        this.items = items;
    }

    /** The cluster's objects have changed. Does not even wait for a lock. */
    void refresh() {
        stale.set(true);
    }

    /** What keeps status from being written. Does not even wait for a lock. */
    List<Problem> problems() {
        return refusals.problems();
    }

    /** Forgets what was written: somebody else may write now. */
    synchronized void pause() {
        objects.clear();
        queue.clear();
        stale.set(true);
    }

    /**
     * Has written what differs now, and goes on with what had to wait.
     *
     * @param delivered which objects were last delivered
     */
    synchronized void look(Compilation compilation, Set<ObjectKey> delivered) {
        boolean other = desired == null || !desired.isOf(compilation, delivered);
        if (stale.getAndSet(false) || other) {
            Map<ObjectKey, Item> present = items.get();
            if (other) {
                desired = new DesiredStatus(compilation, delivered, present.keySet());
            }
            objects.keySet().retainAll(present.keySet());
            present.forEach((key, item) -> note(key, item, other));
        }
        queue.wake(System.nanoTime());
        work();
    }

    private void note(ObjectKey key, Item item, boolean other) {
        ReportedObject object = objects.get(key);
        boolean news = object == null;
        if (news) {
            objects.put(key, new ReportedObject(item, desired.of(key)));
        } else {
            news = object.tell(item);
            news |= other && object.desire(desired.of(key));
        }
        if (news) {
            queue.add(key);
        }
    }

    /** Goes on until nothing waits or enough writes are open. */
    private void work() {
        if (working) {
            return; // a write failed before it had begun: the loop below is under way
        }
        working = true;
        try {
            for (Optional<ObjectKey> next = next(); next.isPresent(); next = next()) {
                reconcile(next.get());
            }
        } finally {
            working = false;
        }
    }

    private Optional<ObjectKey> next() {
        return leader.getAsBoolean() ? queue.poll() : Optional.empty();
    }

    private void reconcile(ObjectKey key) {
        ReportedObject object = objects.get(key);
        if (object == null) {
            return; // it is gone
        }
        long now = System.nanoTime();
        Resource resource = Resource.ofReported(key);
        long pause = Math.max(quietUntil - now, refusals.pause(resource, now));
        if (pause > 0) {
            queue.add(key, now + pause);
        } else {
            object.patch().ifPresent(patch -> write(resource, object, patch, now));
        }
    }

    private void write(Resource resource, ReportedObject object, Map<String, Object> patch, long now) {
        ObjectKey key = object.item().object().key();
        Map<String, Object> status = Json.object(patch.get("status"));
        long pause = object.pause(status, now);
        if (pause > 0) {
            queue.add(key, now + pause);
            return;
        }
        String apiVersion = object.item().object().apiVersion();
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        object.writing(status, now);
        queue.open(key);
        LOG.debug("Writing the status of {}", key);
        api.apply(resource.path(version, key.namespace()) + "/" + key.name() + QUERY, patch)
                .whenComplete((answer, failure) -> written(resource, key, object, answer, failure));
    }

    private synchronized void written(
            Resource resource, ObjectKey key, ReportedObject object, Map<String, Object> answer, Throwable failure) {
        queue.done(key);
        if (failure == null) {
            object.answered(answer);
            if (refusals.remove(resource)) {
                queue.wake(resource::isKindOf);
                listener.contentChanged();
            }
        } else {
            failed(resource, key, ApiException.of(failure));
        }
        queue.add(key); // more may have to be said by now, or the same again
        work();
    }

    private void failed(Resource resource, ObjectKey key, ApiException problem) {
        LOG.debug("The status of {} is not written: {}", key, problem.getMessage());
        long now = System.nanoTime();
        if (!problem.isRefusal()) {
            quietUntil = now + TROUBLE_PAUSE.toNanos();
        } else if (problem.code() != ApiException.CONFLICT
                && problem.code() != ApiException.NOT_FOUND
                && refusals.add(resource, problem.getMessage(), now)) {
            LOG.warn("The status of {} cannot be written: {}", resource, problem.getMessage());
            listener.contentChanged();
        }
    }
}
