package io.camelid.http.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that sends exactly what a test says. Reads fail after 30 s. */
public final class RawClient implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket = new Socket();
    private final InputStream in;

    public RawClient(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    /** @param receiveBuffer of the socket; 0 leaves it to the kernel */
    public RawClient(InetSocketAddress address, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(address, (int) PATIENCE.toMillis());
        in = new BufferedInputStream(socket.getInputStream());
    }

    public Socket socket() {
        return socket;
    }

    public InputStream in() {
        return in;
    }

    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a POST with a body. */
    public RawClient post(String path, String body) throws IOException {
        return send("POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    public RawClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    /** Head and body, by Content-Length or chunks; the chunks' framing is left in. */
    public String response() throws IOException {
        String head = head();
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1);
        }
        return head.toLowerCase().contains("transfer-encoding: chunked") ? head + until("0\r\n\r\n") : head;
    }

    /** The body of a response, or request, that came in chunks. */
    public static String dechunk(String message) {
        StringBuilder body = new StringBuilder();
        int at = message.indexOf("\r\n\r\n") + 4;
        while (true) {
            int line = message.indexOf("\r\n", at);
            int size = Integer.parseInt(message.substring(at, line), 16);
            if (size == 0) {
                return body.toString();
            }
            body.append(message, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }

    public String head() throws IOException {
        return until("\r\n\r\n");
    }

    /** Reads up to and including a text. */
    public String until(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        char last = text.charAt(text.length() - 1);
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + read);
            }
            read.append((char) next);
            if (next == last
                    && read.length() >= text.length()
                    && read.indexOf(text, read.length() - text.length()) >= 0) {
                return read.toString();
            }
        }
    }

    /** All there is until the other side closes. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Closes in order, with a FIN. */
    public void leave() throws IOException {
        socket.close();
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
}
