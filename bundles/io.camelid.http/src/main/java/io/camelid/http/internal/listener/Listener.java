package io.camelid.http.internal.listener;

import io.camelid.http.internal.tls.PortTls;
import java.net.InetSocketAddress;
import java.util.Optional;

/** An open port. */
public final class Listener {
    private final ListenerConnector connector;

    Listener(ListenerConnector connector) {
        this.connector = connector;
    }

    /** Where it listens; the port is the real one when 0 was asked for. */
    public InetSocketAddress address() {
        return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
    }

    /** Requests that are being served. */
    public int inFlight() {
        return connector.inFlight().get();
    }

    /** What TLS new connections speak; empty for none. */
    public Optional<PortTls> tls() {
        return Optional.ofNullable(connector.tls());
    }

    ListenerConnector connector() {
        return connector;
    }

    @Override
    public String toString() {
        return "Listener[" + connector.getHost() + ":" + connector.getLocalPort() + "]";
    }
}
