package io.camelid.http.internal.reactor;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The threads behind the reactors, bent in two places so that a reactor's work stays on its thread.
 *
 * <ul>
 *   <li>When a request is completed asynchronously, Jetty's HTTP/1.1 server connection hands itself to
 *       the executor to look for the next request ({@code HttpStreamOverHTTP1.resume}). It goes back to
 *       its reactor instead.
 *   <li>There are no reserved threads: Jetty's {@code AdaptiveExecutionStrategy} would let one of them
 *       take over the selector whenever a task might block. Without them such a task goes to the pool
 *       and the reactor keeps its thread.
 * </ul>
 */
final class ReactorThreadPool extends QueuedThreadPool {
    ReactorThreadPool(int reactors, int workers) {
        super(reactors + workers, reactors + 1);
        setName("camelid-http");
        setReservedThreads(0);
        setDaemon(true);
    }

    @Override
    public void execute(Runnable task) {
        if (task instanceof Connection connection) {
            AffineEndPoint.of(connection.getEndPoint()).reactor().resume(task);
        } else {
            super.execute(task);
        }
    }
}
