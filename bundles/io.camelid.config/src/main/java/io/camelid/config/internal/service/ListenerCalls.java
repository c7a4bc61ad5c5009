package io.camelid.config.internal.service;

import io.camelid.config.SnapshotListener;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the snapshot's followers what happens to it, each only of the snapshots that it has heard of. */
final class ListenerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerCalls.class);

    /**
     * @param since the first snapshot that the listener was told of
     */
    private record Follower(SnapshotListener listener, long since) {}

    private final List<Follower> followers = new ArrayList<>();
    private final List<SnapshotListener> newcomers = new ArrayList<>();

    /** Announces a listener, which is to be {@linkplain #welcome welcomed}. */
    synchronized void add(SnapshotListener listener) {
        newcomers.add(listener);
    }

    synchronized void remove(SnapshotListener listener) {
        newcomers.removeIf(newcomer -> newcomer == listener);
        followers.removeIf(follower -> follower.listener() == listener);
    }

    /** Tells newcomers of the snapshot in force; version 0 is none. */
    void welcome(RoutingSnapshot current) {
        List<SnapshotListener> arrived;
        synchronized (this) {
            arrived = List.copyOf(newcomers);
        }
        for (SnapshotListener listener : arrived) {
            if (current.version() > 0) {
                call(listener, SnapshotListener::prepare, current);
                call(listener, SnapshotListener::activated, current);
            }
            synchronized (this) {
                if (newcomers.removeIf(newcomer -> newcomer == listener)) {
                    followers.add(new Follower(listener, current.version()));
                }
            }
        }
    }

    void prepare(RoutingSnapshot next) {
        following(next.version()).forEach(listener -> call(listener, SnapshotListener::prepare, next));
    }

    void activated(RoutingSnapshot current) {
        following(current.version()).forEach(listener -> call(listener, SnapshotListener::activated, current));
    }

    void retired(RoutingSnapshot previous) {
        following(previous.version()).forEach(listener -> call(listener, SnapshotListener::retired, previous));
    }

    private synchronized List<SnapshotListener> following(long version) {
        return followers.stream()
                .filter(follower -> follower.since() <= version)
                .map(Follower::listener)
                .toList();
    }

    private static void call(
            SnapshotListener listener, BiConsumer<SnapshotListener, RoutingSnapshot> method, RoutingSnapshot snapshot) {
        try {
            method.accept(listener, snapshot);
        } catch (RuntimeException | LinkageError failure) {
            LOG.error("{} failed at snapshot {}", listener.getClass().getName(), snapshot.version(), failure);
        }
    }
}
