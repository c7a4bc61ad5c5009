package io.camelid.http.internal.listener;

import io.camelid.http.internal.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * Has everything that an HTTP/2 stream is told said on its connection's reactor. Mostly it is so anyway, but Jetty
 * hands a stream's failure, and input that was already there when it was asked for, to the pool, and a
 * pool thread that has such a task goes on with the connection's next frames.
 */
final class Confined {
    private Confined() {}

    /** A task that does not block, wherever it is run from. */
    private static Runnable on(Reactor reactor, Runnable task) {
        return Invocable.from(InvocationType.NON_BLOCKING, () -> reactor.run(task));
    }

    static final class Inbound extends Request.Wrapper {
        private final Reactor reactor;

        Inbound(Request request, Reactor reactor) {
            super(request);
            this.reactor = reactor;
        }

        @Override
        public void demand(Runnable callback) {
            super.demand(on(reactor, callback));
        }

        @Override
        public void addFailureListener(Consumer<Throwable> listener) {
            super.addFailureListener(failure -> reactor.run(() -> listener.accept(failure)));
        }
    }

    static final class Outbound extends Response.Wrapper {
        private final Reactor reactor;

        Outbound(Request request, Response response, Reactor reactor) {
            super(request, response);
            this.reactor = reactor;
        }

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback callback) {
            super.write(
                    last,
                    bytes,
                    Callback.from(
                            InvocationType.NON_BLOCKING,
                            () -> reactor.run(callback::succeeded),
                            failure -> reactor.run(() -> callback.failed(failure))));
        }
    }
}
