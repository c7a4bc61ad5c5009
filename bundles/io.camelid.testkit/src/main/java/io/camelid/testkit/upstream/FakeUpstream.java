package io.camelid.testkit.upstream;

import io.camelid.spi.HeaderField;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * An HTTP/1.1 server, on a free loopback port unless told otherwise, that does what a script says, good manners or not. One
 * thread a connection: it is made for tests, not for load.
 */
public final class FakeUpstream implements AutoCloseable {
    /** Answers requests; runs on the connection's thread, so it may wait. */
    @FunctionalInterface
    public interface Script {
        void answer(UpstreamRequest request, UpstreamResponse response) throws IOException, InterruptedException;
    }

    /** In a model's name, with every vendor here: its streams begin and do not go on, until the client leaves. */
    public static final String ENDLESS = "endless";

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<UpstreamRequest> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<UpstreamRequest> arrivals = new LinkedBlockingQueue<>();
    private volatile int connections;

    private FakeUpstream(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** A server that speaks plaintext. */
    public static FakeUpstream start(Script script) throws IOException {
        return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    /** A server that speaks TLS. */
    public static FakeUpstream start(SSLContext tls, Script script) throws IOException {
        return start(tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    /** A server on a socket that is bound already: for a certain address or port. */
    public static FakeUpstream start(ServerSocket server, Script script) {
        FakeUpstream upstream = new FakeUpstream(server, script);
        upstream.thread("accept", upstream::accept);
        return upstream;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** All requests so far, in the order of their arrival. */
    public List<UpstreamRequest> requests() {
        return List.copyOf(requests);
    }

    /** The request that came last. */
    public UpstreamRequest last() {
        return requests.get(requests.size() - 1);
    }

    /** The next request that has not been taken yet; waits for it up to ten seconds. */
    public UpstreamRequest take() throws InterruptedException {
        UpstreamRequest request = arrivals.poll(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    /** How many connections have been accepted. */
    public int connections() {
        return connections;
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "fake-upstream-" + port() + "-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                int number = connections++;
                thread("connection-" + number, () -> serve(socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean goOn = true;
            while (goOn) {
                UpstreamRequest request = read(in, number);
                requests.add(request);
                arrivals.add(request);
                UpstreamResponse response = new UpstreamResponse(socket);
                script.answer(request, response);
                goOn = response.isWhole();
            }
        } catch (IOException | InterruptedException gone) {
            // The peer has left or the test is over: both are for the test to see, not for this thread.
        } finally {
            open.remove(socket);
        }
    }

    private static UpstreamRequest read(InputStream in, int connection) throws IOException {
        String[] start = line(in).split(" ", 3);
        List<HeaderField> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.add(HeaderField.of(
                    line.substring(0, colon), line.substring(colon + 1).trim()));
        }
        UpstreamRequest head = new UpstreamRequest(connection, start[0], start[1], List.copyOf(headers), new byte[0]);
        byte[] body = head.header("Transfer-Encoding").isPresent()
                ? chunks(in)
                : in.readNBytes(Integer.parseInt(head.header("Content-Length").orElse("0")));
        return new UpstreamRequest(connection, head.method(), head.target(), head.headers(), body);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.writeBytes(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toByteArray();
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
