package io.camelid.itests.acceptance.failover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server whose connections fail before there is a request on them. */
final class BrokenServer implements AutoCloseable {
    /** What becomes of a connection; it is closed by whoever has it last. */
    @FunctionalInterface
    interface Treatment {
        void treat(Socket connection) throws IOException;
    }

    /** The peer sees a reset. */
    static final Treatment RESET = connection -> {
        connection.setSoLinger(true, 0);
        connection.close();
    };
    /** The beginning of a TLS handshake, and no more. */
    static final Treatment CUT = connection -> {
        connection.getInputStream().read();
        RESET.treat(connection);
    };
    /** Nothing at all. */
    static final Treatment SILENCE = connection -> {};

    static final int BACKLOG = 50;

    private final ServerSocket server;
    private final Treatment treatment;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    BrokenServer(InetAddress address, int port, Treatment treatment) throws IOException {
        this.server = new ServerSocket(port, BACKLOG, address);
        this.treatment = treatment;
        Thread thread = new Thread(this::accept, "broken-server-" + address.getHostAddress());
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                treatment.treat(socket);
            } catch (IOException gone) {
                // The peer was faster, or the test is over.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
