package io.camelid.config.kubernetes.internal;

import io.camelid.config.ObjectKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one scope, kept as the cluster has them: they are listed once and then watched. A watch
 * that ends is opened again where it ended; when the server has forgotten that place (410), or refuses,
 * they are listed anew. Until that works the objects stay as they last were. Thread-safe.
 */
final class Feed {
    /** What is told of a feed's objects; on any thread, with the feed locked. */
    interface Listener {
        /** What objects say has changed, or whether they can be read. */
        void contentChanged();

        /** Only the status of an object has changed. */
        void statusChanged();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** The server sends a bookmark every minute. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(130);

    private static final int WATCH_SECONDS = 300;
    /** A watch that ends sooner did not work. */
    private static final Duration SHORTEST_WATCH = Duration.ofSeconds(1);
    /** How often in a row no answer is nothing to speak of. */
    private static final int HICCUPS = 3;

    private final Scope scope;
    private final Api api;
    private final ScheduledExecutorService timer;
    private final Listener listener;
    private final RandomGenerator chance;
    private final Backoff backoff;

    private final long started = System.nanoTime();
    private Map<ObjectKey, Item> items = new LinkedHashMap<>();
    private int version;
    private String resourceVersion = "";
    private boolean settled;
    private Optional<ApiException> failure = Optional.empty();
    private Api.Call watch;
    private int watches;
    private boolean stopped;

    Feed(Scope scope, Api api, ScheduledExecutorService timer, Listener listener) {
        this.scope = scope;
        this.api = api;
        this.timer = timer;
        this.listener = listener;
        this.chance = () -> ThreadLocalRandom.current().nextLong();
        this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, chance);
    }

    Scope scope() {
        return scope;
    }

    synchronized void start() {
        list();
    }

    synchronized void stop() {
        stopped = true;
        if (watch != null) {
            watch.cancel();
        }
    }

    /** What there is now; a copy. */
    synchronized Map<ObjectKey, Item> items() {
        return new LinkedHashMap<>(items);
    }

    /** Whether it is known what there is, be it that nothing may be read. */
    synchronized boolean isSettled() {
        return settled;
    }

    /** Since when this feed is. */
    long age() {
        return System.nanoTime() - started;
    }

    /** Why the objects may not be as the cluster has them. */
    synchronized Optional<ApiException> failure() {
        return failure.filter(known -> known.isRefusal() || backoff.attempts() >= HICCUPS);
    }

    /** Cuts a watch on which nothing has come for so long that the connection must be dead. */
    synchronized void checkSilence() {
        if (watch != null && watch.silence() > LONGEST_SILENCE.toNanos()) {
            LOG.info("Watching {} again: nothing has come for {} s", scope, LONGEST_SILENCE.toSeconds());
            watch.cancel();
        }
    }

    private String version() {
        return scope.resource().versions().get(version);
    }

    private void list() {
        page(new LinkedHashMap<>(), "");
    }

    private void page(Map<ObjectKey, Item> next, String token) {
        api.get(scope.list(version(), token))
                .whenComplete((page, problem) -> locked(() -> {
                    if (problem != null) {
                        listFailed(ApiException.of(problem));
                        return;
                    }
                    try {
                        take(page, next);
                    } catch (ApiException notUnderstood) {
                        listFailed(notUnderstood);
                    }
                }));
    }

    private void take(Map<String, Object> page, Map<ObjectKey, Item> next) {
        for (Object content : Json.array(page.get("items"))) {
            Item item = Item.of(scope.resource(), version(), Json.object(content));
            ObjectKey key = item.object().key();
            next.put(key, item.sharing(items.get(key)));
        }
        Map<String, Object> metadata = Json.object(page.get("metadata"));
        String more = Json.text(metadata.get("continue"));
        if (more.isEmpty()) {
            listed(next, Json.text(metadata.get("resourceVersion")));
        } else {
            page(next, more);
        }
    }

    private void listed(Map<ObjectKey, Item> next, String since) {
        items = next;
        resourceVersion = since;
        settled = true;
        listener.contentChanged();
        watch();
    }

    private void listFailed(ApiException problem) {
        if (problem.code() == ApiException.NOT_FOUND
                && version + 1 < scope.resource().versions().size()) {
            version++;
            list();
            return;
        }
        version = 0;
        failed(problem);
        later(this::list);
    }

    private void watch() {
        int seconds = WATCH_SECONDS + chance.nextInt(WATCH_SECONDS / 4);
        long opened = System.nanoTime();
        int own = ++watches;
        watch = api.watch(
                scope.watch(version(), resourceVersion, seconds),
                () -> ofWatch(own, this::agreed),
                event -> ofWatch(own, () -> take(event)));
        watch.ended()
                .whenComplete((end, problem) -> ofWatch(own, () -> {
                    watches++;
                    watch = null;
                    ended(problem == null ? null : ApiException.of(problem), System.nanoTime() - opened);
                }));
    }

    /** Does what a watch calls for, unless it is one of the past: it may have something to say after it was cut. */
    private void ofWatch(int number, Runnable work) {
        locked(() -> {
            if (number == watches) {
                work.run();
            }
        });
    }

    private void take(Map<String, Object> event) {
        Map<String, Object> content = Json.object(event.get("object"));
        switch (Json.text(event.get("type"))) {
            case "ADDED", "MODIFIED" -> put(Item.of(scope.resource(), version(), content));
            case "DELETED" -> remove(Item.of(scope.resource(), version(), content));
            case "BOOKMARK" -> {}
            case "ERROR" -> {
                int code = content.get("code") instanceof Long number ? number.intValue() : 500;
                throw ApiException.answered(code, Json.text(content.get("message")));
            }
            default -> throw ApiException.unanswered("an event of an unknown type");
        }
        resourceVersion = Json.text(Json.object(content.get("metadata")).get("resourceVersion"));
    }

    private void put(Item item) {
        ObjectKey key = item.object().key();
        Item before = items.get(key);
        Item now = item.sharing(before);
        items.put(key, now);
        if (before == null || before.object() != now.object()) {
            listener.contentChanged();
        } else {
            listener.statusChanged();
        }
    }

    private void remove(Item item) {
        if (items.remove(item.object().key()) != null) {
            listener.contentChanged();
        }
    }

    private void ended(ApiException problem, long lasted) {
        if (lasted >= SHORTEST_WATCH.toNanos()) {
            backoff.reset();
        }
        if (problem == null && lasted >= SHORTEST_WATCH.toNanos()) {
            watch();
        } else if (problem == null) {
            later(this::watch);
        } else if (problem.code() == ApiException.GONE) {
            LOG.debug("Listing {} again: the server has forgotten where its watch was", scope);
            later(this::list);
        } else {
            failed(problem);
            later(problem.isRefusal() || problem.code() == ApiException.UNAUTHORIZED ? this::list : this::watch);
        }
    }

    /** The server lets us watch. */
    private void agreed() {
        if (failure.isPresent()) {
            LOG.debug("{} can be read again", scope);
            failure = Optional.empty();
            listener.contentChanged();
        }
    }

    private void failed(ApiException problem) {
        LOG.debug("{} cannot be read: {}", scope, problem.getMessage()); // what persists becomes a problem
        boolean other = failure.map(ApiException::getMessage)
                .filter(problem.getMessage()::equals)
                .isEmpty();
        failure = Optional.of(problem);
        settled |= problem.isRefusal();
        if (other) {
            listener.contentChanged();
        }
    }

    private void later(Runnable work) {
        Duration pause = backoff.next();
        if (backoff.attempts() <= HICCUPS) {
            listener.contentChanged(); // whether there is a problem may have changed
        }
        try {
            timer.schedule(() -> locked(work), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("{} is not read any more", scope);
        }
    }

    /** Does some work unless this feed has stopped. */
    private synchronized void locked(Runnable work) {
        if (!stopped) {
            work.run();
        }
    }
}
