package io.camelid.http.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An upstream that does exactly, byte for byte, what a test says; one thread a connection. */
public final class RawServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    /** What is done on a connection; it is closed afterwards. */
    public interface Script {
        void run(Link link) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Link> links = new CopyOnWriteArrayList<>();

    public RawServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket();
            server.setReceiveBufferSize(64 << 10);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("accept", this::accept);
    }

    /** Answers every request on every connection alike, and keeps connections open. */
    public static RawServer answering(String response) {
        return new RawServer(link -> {
            while (link.request() != null) {
                link.send(response);
            }
        });
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The connections so far, in the order in which they came. */
    public List<Link> links() {
        return links;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Link link = new Link(server.accept());
                links.add(link);
                daemon("link", () -> {
                    try (link) {
                        script.run(link);
                    } catch (IOException | InterruptedException e) {
                        link.failure = e;
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "raw-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Link link : links) {
            link.close();
        }
    }

    /** A connection, from the server's side. */
    public static final class Link implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private volatile int requests;
        private volatile long sent;
        private volatile boolean closedByPeer;
        private volatile Exception failure;

        Link(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        public Socket socket() {
            return socket;
        }

        public InputStream in() {
            return in;
        }

        /** Requests read so far. */
        public int requests() {
            return requests;
        }

        /** Whether the other side has been seen to close. */
        public boolean isClosedByPeer() {
            return closedByPeer;
        }

        /** Reads head and body (by Content-Length) of a request; null when the other side closes first. */
        public String request() throws IOException {
            String head = head();
            if (head == null) {
                return null;
            }
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            requests++;
            return head + new String(body, StandardCharsets.ISO_8859_1);
        }

        /** Reads up to and including the empty line; null when the other side closes first. */
        public String head() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
                int next = in.read();
                if (next < 0) {
                    closedByPeer = true;
                    return null;
                }
                head.append((char) next);
            }
            return head.toString();
        }

        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            sent += text.length();
        }

        /** Characters sent so far; one that is being sent counts when it is gone. */
        public long sent() {
            return sent;
        }

        /** Waits until the other side closes or resets. */
        public void awaitClose() {
            try {
                while (in.read() >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                failure = e;
            }
            closedByPeer = true;
        }

        /** Closes with a RST. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        @Override
        public String toString() {
            return socket + " requests=" + requests + " failure=" + failure;
        }
    }
}
