package io.camelid.testkit.upstream;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The answer that a {@link FakeUpstream.Script} gives, piece by piece; every piece is sent at once. */
public final class UpstreamResponse {
    private static final int PATIENCE_SECONDS = 20;

    private final Socket socket;
    private final OutputStream out;
    private boolean begun;
    private boolean ended;

    UpstreamResponse(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
    }

    /** A whole JSON answer. */
    public void json(int status, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        raw(head(status, headers) + "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n");
        out.write(bytes);
        out.flush();
        ended = true;
    }

    /** The head of an answer that goes on in chunks; each header as {@code Name: value}. */
    public void begin(int status, String... headers) throws IOException {
        raw(head(status, headers) + "Transfer-Encoding: chunked\r\n\r\n");
    }

    /** The head of an event stream. */
    public void events() throws IOException {
        begin(200, "Content-Type: text/event-stream");
    }

    /** One event with one line of data. */
    public void event(String data) throws IOException {
        chunk("data: " + data + "\n\n");
    }

    /** One event with a name and one line of data. */
    public void event(String name, String data) throws IOException {
        chunk("event: " + name + "\ndata: " + data + "\n\n");
    }

    /** One chunk. */
    public void chunk(String text) throws IOException {
        chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One chunk. */
    public void chunk(byte[] bytes) throws IOException {
        raw(Integer.toHexString(bytes.length) + "\r\n");
        out.write(bytes);
        raw("\r\n");
    }

    /** Ends an answer in chunks. */
    public void end() throws IOException {
        raw("0\r\n\r\n");
        ended = true;
    }

    /** Bytes as they are, for what no proper server would send. */
    public void raw(String text) throws IOException {
        begun = true;
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Breaks the connection: the peer sees a reset. */
    public void cut() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the connection after what has been sent. */
    public void close() throws IOException {
        socket.close();
    }

    /** Waits until the peer closes the connection; false if it does not in time. */
    public boolean awaitDisconnect(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException late) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /**
     * Sends nothing more, and waits until the peer leaves.
     *
     * @throws SocketTimeoutException if it stays for {@value #PATIENCE_SECONDS} seconds
     */
    public void stall() throws IOException {
        if (!awaitDisconnect(Duration.ofSeconds(PATIENCE_SECONDS))) {
            throw new SocketTimeoutException("the peer stays");
        }
    }

    boolean isWhole() {
        return begun && ended && !socket.isClosed();
    }

    private static String head(int status, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Fake\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }
}
