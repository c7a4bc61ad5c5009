package io.camelid.http.internal;

import io.camelid.http.internal.listener.Listener;
import io.camelid.http.internal.listener.ListenerSettings;
import io.camelid.http.internal.listener.Listeners;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.http.internal.relay.BodyStage;
import io.camelid.http.internal.upstream.UpstreamClient;
import io.camelid.http.internal.upstream.UpstreamSettings;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import io.camelid.spi.provider.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.util.BufferUtil;

/** Reactors, a client and a port on loopback, as a test needs them. */
public final class Wire implements AutoCloseable {
    public static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Reactors reactors = new Reactors(2, 4);
    private final UpstreamClient client;
    private final Listeners listeners;
    private final Listener listener;

    public Wire(Function<UpstreamClient, Handler> handler) {
        this(ListenerSettings.DEFAULT, UpstreamSettings.DEFAULT, handler);
    }

    public Wire(ListenerSettings settings, UpstreamSettings upstream, Function<UpstreamClient, Handler> handler) {
        client = new UpstreamClient(reactors, upstream);
        listeners = new Listeners(reactors, settings, handler.apply(client), (request, response, callback) -> {
            // Jetty has set the status.
            response.getHeaders().put("x-test-refused", HttpStatus.getMessage(response.getStatus()));
            response.write(true, BufferUtil.toBuffer("refused"), callback);
            return true;
        });
        try {
            listener = listeners.open(ANY_PORT, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A proxy to a server on loopback. */
    public static Wire forwardingTo(RawServer server) {
        return new Wire(client -> new Forwarder(client, () -> plaintext(server)));
    }

    public static Wire forwardingTo(RawServer server, UpstreamTimeouts timeouts, Supplier<BodyStage> stages) {
        return new Wire(client -> new Forwarder(client, () -> plaintext(server), false, timeouts, stages));
    }

    public static Address plaintext(RawServer server) {
        return Address.plaintext("127.0.0.1", server.port());
    }

    public Reactors reactors() {
        return reactors;
    }

    public UpstreamClient client() {
        return client;
    }

    public Listeners listeners() {
        return listeners;
    }

    public Listener listener() {
        return listener;
    }

    public InetSocketAddress address() {
        return listener.address();
    }

    public RawClient connect() throws IOException {
        return new RawClient(address());
    }

    @Override
    public void close() {
        listeners.close();
        client.close();
        reactors.close();
    }
}
