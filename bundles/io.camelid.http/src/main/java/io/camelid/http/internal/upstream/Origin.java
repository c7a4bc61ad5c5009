package io.camelid.http.internal.upstream;

import io.camelid.http.internal.upstream.UpstreamException.Reason;
import io.camelid.spi.provider.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A server as one reactor sees it: its connections, and the calls that wait for one. The connection used
 * last is used next, so that a pool shrinks to what is needed. Confined to the reactor's thread: that is
 * why nothing here is locked.
 */
final class Origin {
    private final UpstreamShard shard;
    private final Address address;
    private final int maxConnections;
    private final int maxWaiting;
    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final List<UpstreamConnection> multiplexed = new ArrayList<>();
    private final Set<PooledCall> waiting = new LinkedHashSet<>();
    private int connections;
    private int dialling;
    private boolean knowsProtocol;

    Origin(UpstreamShard shard, Address address, int maxConnections, int maxWaiting) {
        this.shard = shard;
        this.address = address;
        this.maxConnections = maxConnections;
        this.maxWaiting = maxWaiting;
        knowsProtocol = address.tls().isEmpty();
    }

    UpstreamShard shard() {
        return shard;
    }

    Address address() {
        return address;
    }

    /** Sends a call, or has it wait for a connection. */
    void send(PooledCall call) {
        UpstreamConnection free = free();
        if (free != null) {
            free.send(call);
        } else if (waiting.size() >= maxWaiting) {
            call.fail(new UpstreamException(
                    Reason.QUEUE_FULL, "too many requests wait for " + address.authority(), null));
        } else {
            waiting.add(call);
            dial();
        }
    }

    /** Sends a call that a connection lost: not on another that may be as stale. */
    void sendAgain(PooledCall call) {
        if (multiplexed.isEmpty()) {
            connections++;
            new Dial(this, call).start();
        } else {
            send(call);
        }
    }

    /** Drops a call that waits. */
    void forget(PooledCall call) {
        waiting.remove(call);
        retireIfUnused();
    }

    private UpstreamConnection free() {
        for (UpstreamConnection connection : multiplexed) {
            if (connection.isFree()) {
                return connection;
            }
        }
        UpstreamConnection latest = idle.pollLast();
        while (latest != null && !latest.isFree()) {
            latest.close();
            latest = idle.pollLast();
        }
        return latest;
    }

    /** Before the protocol is known one connection is made first: with h2 it may be enough. */
    private void dial() {
        // A dial may fail at once, and with it the call that it was for.
        while (dialling < wanted() && connections < maxConnections) {
            dialling++;
            connections++;
            new Dial(this, null).start();
        }
    }

    private int wanted() {
        return knowsProtocol && multiplexed.isEmpty() ? waiting.size() : Math.min(1, waiting.size());
    }

    /**
     * A connection may be used.
     *
     * @param passenger the call that it was made for; null for any
     */
    void opened(UpstreamConnection connection, boolean multiplexes, PooledCall passenger) {
        knowsProtocol = true;
        if (passenger == null) {
            dialling--;
        }
        if (multiplexes) {
            multiplexed.add(connection);
        }
        if (passenger != null && !passenger.isOver()) {
            connection.send(passenger);
        } else if (!multiplexes) {
            free(connection);
        }
        serve();
    }

    /** A call has ended on an h2 connection, or its limits have changed. */
    void serve() {
        while (!waiting.isEmpty()) {
            UpstreamConnection free = free();
            if (free == null) {
                dial();
                return;
            }
            free.send(firstWaiting());
        }
    }

    /** An HTTP/1.1 connection has nothing to do. */
    void free(UpstreamConnection connection) {
        if (!connection.isFree()) {
            connection.close();
        } else if (waiting.isEmpty()) {
            idle.addLast(connection);
        } else {
            connection.send(firstWaiting());
        }
    }

    private PooledCall firstWaiting() {
        PooledCall first = waiting.iterator().next();
        waiting.remove(first);
        return first;
    }

    /**
     * No connection could be made: the call that it was for fails, or the longest waiting one, and all do
     * that have no other hope.
     */
    void dialFailed(UpstreamException failure, PooledCall passenger) {
        connections--;
        if (passenger != null) {
            passenger.fail(failure);
        } else {
            dialling--;
            if (!waiting.isEmpty()) {
                firstWaiting().fail(failure);
            }
        }
        if (connections == 0) {
            List<PooledCall> hopeless = List.copyOf(waiting);
            waiting.clear();
            hopeless.forEach(call -> call.fail(failure));
        }
        dial();
        retireIfUnused();
    }

    /** An h2 connection takes no more calls, though it may finish those it has. */
    void draining(UpstreamConnection connection) {
        multiplexed.remove(connection);
        serve();
    }

    /** A connection is gone. */
    void closed(UpstreamConnection connection) {
        shard.client().closed();
        connections--;
        idle.remove(connection);
        multiplexed.remove(connection);
        dial();
        retireIfUnused();
    }

    private void retireIfUnused() {
        if (connections == 0 && waiting.isEmpty()) {
            shard.retire(this);
        }
    }

    /** Closes every connection that is not in use. */
    void closeIdle() {
        List.copyOf(idle).forEach(UpstreamConnection::close);
        List.copyOf(multiplexed).forEach(UpstreamConnection::close);
    }
}
