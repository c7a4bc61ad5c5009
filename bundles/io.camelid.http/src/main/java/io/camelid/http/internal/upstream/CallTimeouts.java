package io.camelid.http.internal.upstream;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.thread.Scheduler;

/** The calls that are open on a shard, and the one timer that watches them all. */
final class CallTimeouts extends CyclicTimeouts<PooledCall> {
    private final Set<PooledCall> open = ConcurrentHashMap.newKeySet();

    CallTimeouts(Scheduler scheduler) {
        super(scheduler);
    }

    void add(PooledCall call) {
        open.add(call);
        schedule(call);
    }

    void remove(PooledCall call) {
        open.remove(call);
    }

    void cancelAll() {
        open.forEach(PooledCall::cancel);
    }

    @Override
    protected Iterator<PooledCall> iterator() {
        return open.iterator();
    }

    @Override
    protected boolean onExpired(PooledCall call) {
        call.expire();
        return true;
    }
}
