package io.camelid.http.internal.listener;

import java.net.InetSocketAddress;

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

    ListenerConnector connector() {
        return connector;
    }

    @Override
    public String toString() {
        return "Listener[" + connector.getHost() + ":" + connector.getLocalPort() + "]";
    }
}
