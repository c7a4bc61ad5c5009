package io.camelid.config.internal.service;

import io.camelid.config.SnapshotListener;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.osgi.service.component.ComponentServiceObjects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the snapshot's followers what happens to it, each only of the snapshots that it has heard of. */
final class ListenerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerCalls.class);

    /**
     * @param since the first snapshot that the listener was told of
     */
    private record Follower(ComponentServiceObjects<SnapshotListener> service, SnapshotListener listener, long since) {}

    private final List<Follower> followers = new ArrayList<>();
    private final List<ComponentServiceObjects<SnapshotListener>> newcomers = new ArrayList<>();

    /**
     * Announces a listener, which is to be {@linkplain #welcome welcomed}. Until then the service is not
     * asked for: it may need the configuration, which is perhaps just being made.
     */
    synchronized void add(ComponentServiceObjects<SnapshotListener> service) {
        newcomers.add(service);
    }

    synchronized void remove(ComponentServiceObjects<SnapshotListener> service) {
        newcomers.removeIf(newcomer -> isSame(newcomer, service));
        followers.removeIf(follower -> isSame(follower.service(), service));
    }

    private static boolean isSame(
            ComponentServiceObjects<SnapshotListener> one, ComponentServiceObjects<SnapshotListener> other) {
        return one == other || one.getServiceReference().equals(other.getServiceReference());
    }

    /**
     * Tells newcomers of the snapshot in force; version 0 is none.
     *
     * @return whether all could be reached: while much is being started the service registry may fail to make one, which
     *     is to be asked for again then
     */
    boolean welcome(RoutingSnapshot current) {
        List<ComponentServiceObjects<SnapshotListener>> arrived;
        synchronized (this) {
            arrived = List.copyOf(newcomers);
        }
        for (ComponentServiceObjects<SnapshotListener> service : arrived) {
            SnapshotListener listener = service.getService();
            if (listener == null) {
                continue;
            }
            if (current.version() > 0) {
                call(listener, SnapshotListener::prepare, current);
                call(listener, SnapshotListener::activated, current);
            }
            synchronized (this) {
                if (newcomers.removeIf(newcomer -> newcomer == service)) {
                    followers.add(new Follower(service, listener, current.version()));
                }
            }
        }
        synchronized (this) {
            return newcomers.stream().noneMatch(arrived::contains);
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
