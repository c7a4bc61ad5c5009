package io.camelid.itests.acceptance.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vendor of chat completions that goes down and comes back at the same port. It repeats what it is told, in a stream word by
 * word. One thread a connection, which sleeps most of the time.
 */
final class MortalVendor implements AutoCloseable {
    /** In what way it is down, if it is. */
    enum State {
        UP,
        /** Nobody listens. */
        REFUSING,
        /** Connections are accepted and reset. */
        RESETTING,
        /** Connections break once there is a request on them. */
        CUTTING,
        /** Requests are answered 503. */
        FAILING,
        /** Requests are not answered. */
        SILENT
    }

    /** Between the words of a stream. */
    private static final int PACE = 100;
    /** Until the first content. */
    private static final int THOUGHT = 20;

    private static final int BACKLOG = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile ServerSocket server;
    private volatile State state = State.UP;
    private volatile long upSince = System.nanoTime();

    MortalVendor(int port) throws IOException {
        this.port = port;
        listen();
    }

    int port() {
        return port;
    }

    boolean isUp() {
        return state == State.UP;
    }

    /** When it came up last, by {@link System#nanoTime}. */
    long upSince() {
        return upSince;
    }

    /** How many connections have been accepted. */
    int connections() {
        return connections.get();
    }

    /** How many requests have come. */
    int requests() {
        return requests.get();
    }

    /** Comes back. */
    synchronized void revive() throws IOException {
        if (state == State.SILENT) {
            breakWhatHasNoContent();
        }
        state = State.UP;
        if (server.isClosed()) {
            listen();
        }
        upSince = System.nanoTime();
    }

    /** Goes down; streams that have content go on to their end, everything else breaks. */
    void leave(State how) throws IOException {
        goDown(how);
        breakWhatHasNoContent();
    }

    private void breakWhatHasNoContent() throws IOException {
        for (Connection connection : open) {
            connection.breakUnlessContent();
        }
    }

    /** How many streams have content and are not at their end. */
    int streams() {
        return (int) open.stream().filter(Connection::hasContent).count();
    }

    /** Goes down as a process that is killed; how many streams with content broke. */
    int die() throws IOException {
        goDown(State.REFUSING);
        int broken = 0;
        for (Connection connection : open) {
            broken += connection.cut() ? 1 : 0;
        }
        return broken;
    }

    private synchronized void goDown(State how) throws IOException {
        state = how;
        if (how == State.REFUSING) {
            server.close();
        }
    }

    @Override
    public void close() throws IOException {
        die();
    }

    private void listen() throws IOException {
        ServerSocket fresh = new ServerSocket();
        fresh.setReuseAddress(true);
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server = fresh;
        thread("accept", () -> accept(fresh));
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket socket = from.accept();
                connections.incrementAndGet();
                if (state == State.RESETTING) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } else {
                    Connection connection = new Connection(socket);
                    open.add(connection);
                    thread("connection", connection::serve);
                }
            } catch (IOException closed) {
                // Either this vendor's doing or the peer's.
            }
        }
    }

    private void thread(String role, Runnable work) {
        Thread thread = new Thread(work, "mortal-" + port + "-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Connection {
        private final Socket socket;
        private boolean content;

        Connection(Socket socket) {
            this.socket = socket;
        }

        synchronized boolean hasContent() {
            return content;
        }

        private synchronized void setContent(boolean sent) {
            content = sent;
        }

        synchronized void breakUnlessContent() throws IOException {
            if (!content) {
                socket.close();
            }
        }

        /** Whether a stream broke with it. */
        synchronized boolean cut() throws IOException {
            socket.close();
            return content;
        }

        void serve() {
            try (socket) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                boolean goOn = true;
                while (goOn) {
                    JsonNode asked = JSON.readTree(body(in));
                    requests.incrementAndGet();
                    goOn = answer(asked);
                }
            } catch (IOException | InterruptedException gone) {
                // That is what this vendor is for.
            } finally {
                open.remove(this);
            }
        }

        /** Whether there may be another request on this connection. */
        private boolean answer(JsonNode asked) throws IOException, InterruptedException {
            switch (state) {
                case UP -> {
                    String words = asked.at("/messages/0/content").asText();
                    if (asked.path("stream").asBoolean()) {
                        stream(words);
                    } else {
                        whole(words);
                    }
                    return state == State.UP;
                }
                case FAILING -> {
                    document("503 Service Unavailable", Speech.OPENAI.error());
                    return true;
                }
                case SILENT -> {
                    // Until the gateway has had enough, or this vendor breaks all that is under way.
                    socket.getInputStream().read();
                    return false;
                }
                default -> {
                    return false;
                }
            }
        }

        private void whole(String words) throws IOException, InterruptedException {
            Thread.sleep(THOUGHT);
            document(
                    "200 OK",
                    "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"mortal\",\"choices\":[{\"index\":0,"
                            + "\"message\":{\"role\":\"assistant\",\"content\":"
                            + TextNode.valueOf(words) + "},\"finish_reason\":\"stop\"}]}");
        }

        private void stream(String words) throws IOException, InterruptedException {
            write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            event(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
            Thread.sleep(THOUGHT);
            setContent(true);
            for (String word : words.split("(?<= )")) {
                event(chunk("{\"content\":" + TextNode.valueOf(word) + "}", "null"));
                Thread.sleep(PACE);
            }
            event(chunk("{}", "\"stop\""));
            event("[DONE]");
            write("0\r\n\r\n");
            setContent(false);
        }

        private void document(String status, String json) throws IOException {
            write("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
        }

        private void event(String data) throws IOException {
            String event = "data: " + data + "\n\n";
            write(Integer.toHexString(event.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + event + "\r\n");
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String chunk(String delta, String finish) {
        return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"mortal\",\"choices\":[{\"index\":0,"
                + "\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}";
    }

    /** The body of the next request. */
    private static byte[] body(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return in.readNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
