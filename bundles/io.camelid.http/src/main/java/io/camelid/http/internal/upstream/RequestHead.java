package io.camelid.http.internal.upstream;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/** An HTTP/1.1 request's head as bytes (RFC 9112 §3 and §6). */
final class RequestHead {
    private static final int USUAL = 4 << 10;
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = {'\r', '\n'};
    /** Methods whose meaning takes a body: its absence is said (RFC 9110 §8.6). */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private RequestHead() {}

    /**
     * Writes the head into a buffer of the pool, ready to be read.
     *
     * @throws IllegalArgumentException if the target is none, or the head larger than allowed
     */
    static RetainableByteBuffer write(UpstreamRequest request, ByteBufferPool pool, int maxBytes) {
        requirePrintable(request.method());
        requirePrintable(request.target());
        RetainableByteBuffer head = pool.acquire(Math.min(USUAL, maxBytes), true);
        try {
            put(request, head.getByteBuffer());
        } catch (BufferOverflowException e) {
            head.release();
            head = pool.acquire(maxBytes, true);
            try {
                put(request, head.getByteBuffer());
            } catch (BufferOverflowException tooLarge) {
                head.release();
                throw new IllegalArgumentException("the request's head is larger than " + maxBytes + " bytes");
            }
        }
        return head;
    }

    /** Anything else could end the line, and begin another request. */
    private static void requirePrintable(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("the request's method or target holds a character that it must not");
            }
        }
    }

    private static void put(UpstreamRequest request, ByteBuffer head) {
        BufferUtil.clearToFill(head);
        head.put(request.method().getBytes(StandardCharsets.US_ASCII));
        head.put((byte) ' ');
        head.put(request.target().getBytes(StandardCharsets.US_ASCII));
        head.put(VERSION);
        if (!request.headers().contains(HttpHeader.HOST)) {
            HttpGenerator.putTo(new HttpField(HttpHeader.HOST, request.address().authority()), head);
        }
        for (HttpField field : request.headers()) {
            HttpHeader name = field.getHeader();
            if (name != HttpHeader.CONTENT_LENGTH && name != HttpHeader.TRANSFER_ENCODING) {
                HttpGenerator.putTo(field, head);
            }
        }
        putFraming(request, head);
        head.put(CRLF);
        BufferUtil.flipToFlush(head, 0);
    }

    private static void putFraming(UpstreamRequest request, ByteBuffer head) {
        long length = request.body().length();
        if (length < 0) {
            head.put(CHUNKED);
        } else if (length > 0
                || !(request.body() instanceof UpstreamBody.None)
                || WITH_BODY.contains(request.method())) {
            head.put(HttpHeader.CONTENT_LENGTH.getBytesColonSpace());
            BufferUtil.putDecLong(head, length);
            head.put(CRLF);
        }
    }
}
