package io.camelid.http.internal.reactor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One selector and the thread that runs it. Channels of listeners and of upstream clients are handed
 * to the same reactor with their {@link ChannelOwner} as attachment ({@code accept}, {@code connect}).
 *
 * <p>Jetty's own arrangement (a {@code SelectorManager} of several selectors per connector and another
 * per client) picks a selector by turns, so that a proxied request crosses threads four times. Here
 * the caller picks the reactor, and what Jetty would hand to the thread pool from the reactor's own
 * thread ({@code ManagedSelector}'s end point creation and destruction) stays on it.
 */
public final class Reactor extends SelectorManager {
    private static final Logger LOG = LoggerFactory.getLogger(Reactor.class);

    private final int index;
    private final Executor executor = this::executeByType;
    private final AtomicInteger channels = new AtomicInteger();
    private volatile Loop loop;

    Reactor(int index, Executor executor, Scheduler scheduler) {
        super(executor, scheduler, 1);
        this.index = index;
    }

    /** The reactor's place among {@link Reactors#all}. */
    public int index() {
        return index;
    }

    /** Sockets that are here, or on their way. */
    int channels() {
        return channels.get();
    }

    /** Whether the calling thread is the reactor's. */
    public boolean isCurrent() {
        Loop current = loop;
        return current != null && current.owner == Thread.currentThread();
    }

    /** Runs a task, which must not block, on the reactor's thread: now if that is the calling thread. */
    public void run(Runnable task) {
        if (isCurrent()) {
            task.run();
        } else {
            resume(task);
        }
    }

    /**
     * Runs a task, which must not block, on the reactor's thread after what it is doing now; on another
     * one while the reactor stops, so that what is left can be tidied up.
     */
    public void resume(Runnable task) {
        Loop current = loop;
        if (current != null && current.isRunning()) {
            current.submit(new Resumption(task));
        } else {
            try {
                // Wrapped, since the pool would give a connection back to its reactor.
                super.execute(task::run);
            } catch (RejectedExecutionException e) {
                LOG.debug("Too late for {}", task, e);
            }
        }
    }

    /**
     * For Jetty connections that hand work on: what says that it does not block stays on the reactor's
     * thread, the rest goes to the pool.
     */
    public Executor executor() {
        return executor;
    }

    private void executeByType(Runnable task) {
        if (Invocable.getInvocationType(task) == InvocationType.NON_BLOCKING) {
            resume(task);
        } else {
            super.execute(task);
        }
    }

    /** Whether a write is held back until the end of this round; on the reactor's thread. */
    boolean holdsBack(AffineEndPoint endPoint) {
        return loop.holdBack(endPoint);
    }

    /** Lets go of the writes that are held back; on the reactor's thread. */
    void endRound() {
        loop.flush();
    }

    /** Puts an update into the selector's queue, for channels that are not sockets. */
    public void update(ManagedSelector.SelectorUpdate update) {
        loop.submit(update);
    }

    @Override
    protected ManagedSelector newSelector(int id) {
        loop = new Loop(this, id);
        return loop;
    }

    /** Called by {@code ManagedSelector}, first of all to start the loop itself, from another thread. */
    @Override
    protected void execute(Runnable task) {
        if (isCurrent()) {
            resume(task);
        } else {
            super.execute(task);
        }
    }

    @Override
    public void accept(SelectableChannel channel, Object owner) {
        channels.incrementAndGet();
        super.accept(channel, new Ticket((ChannelOwner) owner));
    }

    @Override
    public void connect(SelectableChannel channel, Object owner) {
        channels.incrementAndGet();
        super.connect(channel, new Ticket((ChannelOwner) owner));
    }

    @Override
    protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
        Ticket ticket = (Ticket) key.attachment();
        AffineEndPoint endPoint = ticket.owner.newEndPoint((SocketChannel) channel, this, selector, key);
        endPoint.hold(ticket);
        return endPoint;
    }

    @Override
    public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object ticket) throws IOException {
        return ((Ticket) ticket).owner.newConnection(endPoint);
    }

    @Override
    protected void endPointOpened(EndPoint endPoint) {
        ((AffineEndPoint) endPoint).ticket().opened(endPoint);
    }

    @Override
    protected void endPointClosed(EndPoint endPoint) {
        AffineEndPoint closed = (AffineEndPoint) endPoint;
        closed.ticket().end(closed.getChannel(), new ClosedChannelException());
    }

    @Override
    protected void connectionFailed(SelectableChannel channel, Throwable failure, Object ticket) {
        ((Ticket) ticket).end((SocketChannel) channel, failure);
    }

    @Override
    protected void onAcceptFailed(SelectableChannel channel, Throwable failure, Object ticket) {
        ((Ticket) ticket).end((SocketChannel) channel, failure);
    }

    /** A channel's time on the reactor: its owner hears of its end once, whatever Jetty tells how often. */
    final class Ticket {
        private final ChannelOwner owner;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile EndPoint opened;

        Ticket(ChannelOwner owner) {
            this.owner = owner;
        }

        void opened(EndPoint endPoint) {
            opened = endPoint;
            owner.endPointOpened(endPoint);
        }

        void end(SocketChannel channel, Throwable failure) {
            if (ended.compareAndSet(false, true)) {
                channels.decrementAndGet();
                if (opened == null) {
                    owner.failed(channel, failure);
                } else {
                    owner.endPointClosed(opened);
                }
            }
        }
    }

    /** A selector that knows its thread. */
    private static final class Loop extends ManagedSelector {
        /** More at once would only make the first of them wait. */
        private static final int MOST_HELD = 16;

        private final Queue<AffineEndPoint> held = new ArrayDeque<>(MOST_HELD);
        private boolean flushing;
        private volatile Thread owner;

        Loop(SelectorManager manager, int id) {
            super(manager, id);
        }

        @Override
        protected int select(Selector selector) throws IOException {
            Thread current = Thread.currentThread();
            if (owner != current) {
                owner = current;
            }
            flush();
            return super.select(selector);
        }

        boolean holdBack(AffineEndPoint endPoint) {
            if (flushing) {
                return false;
            }
            if (held.size() == MOST_HELD) {
                flush();
            }
            held.add(endPoint);
            return true;
        }

        private void flush() {
            if (flushing) {
                return;
            }
            flushing = true;
            try {
                for (AffineEndPoint next = held.poll(); next != null; next = held.poll()) {
                    next.flushHeld();
                }
            } finally {
                flushing = false;
            }
        }
    }

    /** A task in the selector's queue; a stopping selector closes it instead of running it. */
    private record Resumption(Runnable task) implements ManagedSelector.SelectorUpdate, Closeable {
        @Override
        public void update(Selector selector) {
            task.run();
        }

        @Override
        public void close() {
            if (task instanceof Closeable closeable) {
                IO.close(closeable);
            }
        }
    }
}
