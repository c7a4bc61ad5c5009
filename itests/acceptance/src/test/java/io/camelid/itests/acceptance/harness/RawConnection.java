package io.camelid.itests.acceptance.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A TCP connection on which anything can be sent, proper HTTP or not. */
public final class RawConnection implements AutoCloseable {
    private static final int CONNECT = 5_000;
    private static final int READ = 20_000;
    private static final int SMALL_WINDOW = 4_096;

    /**
     * An answer as it stood on the wire.
     *
     * @param headers by name without regard to case; the last one of a name
     */
    public record Answer(String version, int status, Map<String, String> headers, String body) {}

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawConnection(Socket socket, int port) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    public static RawConnection to(int port) throws IOException {
        return new RawConnection(new Socket(), port);
    }

    /** A connection whose own receive buffer holds next to nothing, so that what is not read stays with the sender. */
    public static RawConnection narrow(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_WINDOW);
        return new RawConnection(socket, port);
    }

    public RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** Ends what is sent; answers can still be read. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads one answer to its end; one without a length or chunks ends with the connection. */
    public Answer answer() throws IOException {
        String[] start = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        byte[] body;
        if (headers.containsKey("Content-Length")) {
            body = in.readNBytes(Integer.parseInt(headers.get("Content-Length")));
        } else if (headers.containsKey("Transfer-Encoding")) {
            body = chunks();
        } else {
            body = in.readAllBytes();
        }
        return new Answer(start[0], Integer.parseInt(start[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    /** A line without its end. */
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("after: " + line);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    /** Waits for the beginning of an answer; whether it came in time. */
    public boolean answersWithin(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        in.mark(1);
        try {
            return in.read() >= 0;
        } catch (SocketTimeoutException silent) {
            return false;
        } finally {
            in.reset();
            socket.setSoTimeout(READ);
        }
    }

    /** Whether the peer closes the connection in time, without sending anything more. */
    public boolean isClosedWithin(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        } finally {
            socket.setSoTimeout(READ);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
