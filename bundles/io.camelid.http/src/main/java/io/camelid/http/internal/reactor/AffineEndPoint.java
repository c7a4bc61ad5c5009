package io.camelid.http.internal.reactor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * A socket on a {@link Reactor} that spares system calls which Jetty's {@code SelectableChannelEndPoint}
 * makes for every request:
 *
 * <ul>
 *   <li>Interest in reading stays armed while somebody waits for input or {@link #onUnattendedInput}
 *       wants to know, so that {@code epoll_ctl} is called when a reader falls behind, not twice a
 *       request.
 *   <li>A read that got less than it had room for has emptied the socket; until the selector reports
 *       more, {@link #fill} answers 0 without asking the kernel. (Jetty's connections read until 0.)
 * </ul>
 *
 * Reading is serialised by a lock, because during a TLS handshake it may happen on a pool thread.
 */
public abstract class AffineEndPoint extends SocketChannelEndPoint {
    private boolean held;
    private final Reactor reactor;
    private final Object reading = new Object();
    private Reactor.Ticket ticket;
    private SelectionKey key;
    private boolean armed;
    private boolean drained;

    protected AffineEndPoint(SocketChannel channel, Reactor reactor, ManagedSelector selector, SelectionKey key) {
        super(channel, selector, key, reactor.getScheduler());
        this.reactor = reactor;
        this.key = key;
    }

    /** The socket under a connection's end point, whatever is wrapped around it. */
    public static AffineEndPoint of(EndPoint endPoint) {
        EndPoint inner = endPoint;
        while (inner instanceof EndPoint.Wrapper wrapper) {
            inner = wrapper.unwrap();
        }
        return (AffineEndPoint) inner;
    }

    public final Reactor reactor() {
        return reactor;
    }

    final Reactor.Ticket ticket() {
        return ticket;
    }

    final void hold(Reactor.Ticket held) {
        ticket = held;
    }

    /**
     * The socket is readable and nobody waits for input. Called under the reading lock on the reactor's
     * thread.
     *
     * @return whether to go on listening for input
     */
    protected boolean onUnattendedInput() {
        return false;
    }

    /** Whether input was taken from the socket by {@link #onUnattendedInput}. Called under the reading lock. */
    protected boolean hasInputAside() {
        return false;
    }

    /**
     * Reads into a buffer that is ready to be written to; under the reading lock.
     *
     * @return bytes read, 0 for none now, -1 for the end
     */
    protected int read(ByteBuffer buffer) throws IOException {
        if (drained) {
            return 0;
        }
        int space = buffer.remaining();
        int count = getChannel().read(buffer);
        drained = count >= 0 && count < space;
        return count;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (isInputShutdown()) {
            return -1;
        }
        int count;
        int position = BufferUtil.flipToFill(buffer);
        try {
            synchronized (reading) {
                count = read(buffer);
            }
        } catch (IOException e) {
            count = -1;
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
        // Not under the lock: both may call back into connections, which have locks of their own.
        if (count > 0) {
            notIdle();
        } else if (count < 0) {
            shutdownInput();
        }
        return count;
    }

    /** Jetty takes reading out of the interest set here; it is put back unless nobody cares. */
    @Override
    public Runnable onSelected() {
        int ready = key.readyOps();
        Runnable task = super.onSelected();
        if ((ready & SelectionKey.OP_READ) == 0) {
            return task;
        }
        boolean attended;
        synchronized (reading) {
            drained = false;
            attended = isFillInterested();
            armed = attended || onUnattendedInput();
            if (armed) {
                super.needsFillInterest();
            }
        }
        if (attended) {
            return task;
        }
        // Jetty's own task would count as blocking, for want of a reader, and leave the reactor.
        InvocationType type = getWriteFlusher().getCallbackInvocationType();
        return (ready & SelectionKey.OP_WRITE) == 0
                ? null
                : Invocable.from(type, () -> getWriteFlusher().completeWrite());
    }

    @Override
    protected void needsFillInterest() {
        synchronized (reading) {
            if (!hasInputAside()) {
                if (!armed) {
                    armed = true;
                    super.needsFillInterest();
                }
                return;
            }
        }
        // No event will come for input that has left the socket already.
        Runnable fillable = () -> getFillInterest().fillable();
        if (getFillInterest().getCallbackInvocationType() == InvocationType.BLOCKING) {
            reactor.getExecutor().execute(fillable);
        } else {
            reactor.resume(fillable);
        }
    }

    /**
     * Holds a write of the reactor's own thread back until the end of the selector's round. The answers of a
     * round then leave back to back, which wakes a peer once where it would have gone to sleep between two of them: at
     * 32 connections that is a sixth of a request's CPU. With one connection ready the round ends at once.
     */
    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        if (reactor.isCurrent() && (held || reactor.holdsBack(this))) {
            held = true;
            return false;
        }
        return super.flush(buffers);
    }

    @Override
    protected void onIncompleteFlush() {
        if (!held) {
            super.onIncompleteFlush();
        }
    }

    /** A connection that takes over may write at once, so what the one before it wrote goes first. */
    @Override
    public void upgrade(Connection connection) {
        if (held) {
            reactor.endRound();
        }
        super.upgrade(connection);
    }

    /** The end of the round. */
    final void flushHeld() {
        held = false;
        getWriteFlusher().completeWrite();
    }

    @Override
    public void replaceKey(SelectionKey newKey) {
        key = newKey;
        super.replaceKey(newKey);
    }
}
