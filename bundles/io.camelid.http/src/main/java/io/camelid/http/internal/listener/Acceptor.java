package io.camelid.http.internal.listener;

import io.camelid.http.internal.reactor.Reactor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket on a reactor. While no connection may be opened, for want of budget or of file
 * descriptors, it stops listening, so that the selector does not spin and clients wait in the backlog.
 */
final class Acceptor implements ManagedSelector.Selectable, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    /** Connections taken in one turn of the selector. */
    private static final int BATCH = 64;

    private static final long RETRY_MILLIS = 500;

    /** Takes what was accepted. */
    interface Sink {
        void accepted(SocketChannel socket) throws IOException;
    }

    private final ServerSocketChannel channel;
    private final Reactor reactor;
    private final ConnectionBudget budget;
    private final Sink sink;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private SelectionKey key;

    Acceptor(ServerSocketChannel channel, Reactor reactor, ConnectionBudget budget, Sink sink) {
        this.channel = channel;
        this.reactor = reactor;
        this.budget = budget;
        this.sink = sink;
    }

    /** Starts to accept. */
    void open() {
        reactor.update(this::register);
    }

    /** Lets go of the port; completes when it is free. */
    CompletableFuture<Void> shut() {
        // The kernel frees the port when the selector, having let go of the key, goes round again.
        reactor.update(selector -> {
            IO.close(channel);
            reactor.update(next -> closed.complete(null));
        });
        return closed;
    }

    private void register(Selector selector) {
        try {
            key = channel.register(selector, SelectionKey.OP_ACCEPT, this);
        } catch (ClosedChannelException e) {
            LOG.debug("Closed before it listened", e);
        }
    }

    @Override
    public Runnable onSelected() {
        for (int i = 0; i < BATCH; i++) {
            if (!budget.acquire()) {
                key.interestOps(0);
                budget.await(this::listen);
                return null;
            }
            if (!acceptOne()) {
                return null;
            }
        }
        return null;
    }

    private boolean acceptOne() {
        SocketChannel socket = null;
        boolean accepted = false;
        try {
            socket = channel.accept();
            if (socket != null) {
                sink.accepted(socket);
                accepted = true;
            }
        } catch (ClosedChannelException e) {
            LOG.debug("Closed while accepting", e);
        } catch (IOException e) {
            LOG.warn("Cannot accept on {}, trying again in {} ms: {}", channel, RETRY_MILLIS, e.toString());
            IO.close(socket);
            key.interestOps(0);
            reactor.getScheduler().schedule(this::listen, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (!accepted) {
            budget.release();
        }
        return accepted;
    }

    private void listen() {
        reactor.update(selector -> {
            if (key.isValid()) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
        });
    }

    @Override
    public void updateKey() {
        // The interest set is changed where the reason is.
    }

    @Override
    public void replaceKey(SelectionKey newKey) {
        key = newKey;
    }

    /** Called when the selector stops. */
    @Override
    public void close() {
        IO.close(channel);
    }
}
