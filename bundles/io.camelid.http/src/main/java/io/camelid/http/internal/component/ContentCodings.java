package io.camelid.http.internal.component;

import io.airlift.compress.zstd.ZstdInputStream;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.brotli.dec.BrotliInputStream;

/**
 * Removes content codings from request bodies (RFC 9110 §8.4): gzip (RFC 1952), deflate (RFC 1950, or the
 * bare RFC 1951 that some clients send under that name), br (RFC 7932) and zstd (RFC 8878). The decoders of
 * the last two hold a window of at most 16 and 8 MiB besides, for as long as they work.
 */
final class ContentCodings {
    private static final int GZIP_HEAD = 10;
    private static final int GZIP_TAIL = 8;

    /** A body that is not taken. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient LlmError error;

        Refused(LlmError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }

        LlmError error() {
            return error;
        }
    }

    private ContentCodings() {}

    /**
     * Decodes a body.
     *
     * @param coding as {@code Content-Encoding} has it; null or blank is none
     * @param limit the most that may come out, in bytes
     * @param hold pays for what comes out
     */
    static ByteBuffer decode(String coding, byte[] bytes, int length, int limit, BodyHold hold) throws Refused {
        if (coding == null || coding.isBlank() || coding.trim().equalsIgnoreCase("identity")) {
            return ByteBuffer.wrap(bytes, 0, length);
        }
        return switch (coding.trim().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> gunzip(bytes, length, limit, hold);
            case "deflate" -> inflate(new Inflater(!isZlib(bytes, length)), bytes, 0, length, limit, hold);
            case "br" -> unpack(BrotliInputStream::new, bytes, length, limit, hold);
            case "zstd" -> unpack(ZstdInputStream::new, bytes, length, limit, hold);
            default ->
                throw new Refused(LlmError.of(
                        ErrorKind.UNSUPPORTED_MEDIA,
                        "unsupported_content_encoding",
                        "the content encoding of the request is not supported; send gzip, deflate, br, zstd or none"));
        };
    }

    private static boolean isZlib(byte[] bytes, int length) {
        return length >= 2 && (bytes[0] & 0x0f) == 8 && (((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff)) % 31 == 0;
    }

    private static ByteBuffer gunzip(byte[] bytes, int length, int limit, BodyHold hold) throws Refused {
        int start = gzipHead(bytes, length);
        ByteBuffer plain = inflate(new Inflater(true), bytes, start, length - GZIP_TAIL, limit, hold);
        CRC32 checksum = new CRC32();
        checksum.update(plain.duplicate());
        if ((int) checksum.getValue() != littleEndian(bytes, length - GZIP_TAIL)) {
            throw malformed();
        }
        return plain;
    }

    /** Where the compressed data begin (RFC 1952 §2.3). */
    private static int gzipHead(byte[] bytes, int length) throws Refused {
        if (length < GZIP_HEAD + GZIP_TAIL || bytes[0] != 0x1f || bytes[1] != (byte) 0x8b || bytes[2] != 8) {
            throw malformed();
        }
        int flags = bytes[3];
        int at = GZIP_HEAD;
        if ((flags & 4) != 0) {
            at += 2 + ((bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8);
        }
        for (int zeroEnded = ((flags >> 3) & 1) + ((flags >> 4) & 1); zeroEnded > 0; zeroEnded--) {
            while (at < length && bytes[at] != 0) {
                at++;
            }
            at++;
        }
        at += (flags & 2) != 0 ? 2 : 0;
        if (at > length - GZIP_TAIL) {
            throw malformed();
        }
        return at;
    }

    private static int littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    private static ByteBuffer inflate(Inflater inflater, byte[] bytes, int from, int to, int limit, BodyHold hold)
            throws Refused {
        byte[] plain = new byte[0];
        int length = 0;
        try {
            inflater.setInput(bytes, from, to - from);
            while (!inflater.finished()) {
                if (length == plain.length) {
                    plain = grown(plain, to - from, limit, hold);
                }
                int count = inflater.inflate(plain, length, plain.length - length);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw malformed();
                }
                length += count;
            }
            if (length > limit) {
                throw tooLarge(limit);
            }
            return ByteBuffer.wrap(plain, 0, length);
        } catch (DataFormatException e) {
            throw malformed();
        } finally {
            inflater.end();
        }
    }

    /** Decodes what another decodes step by step. */
    @FunctionalInterface
    private interface Decoder {
        InputStream open(InputStream compressed) throws IOException;
    }

    private static ByteBuffer unpack(Decoder decoder, byte[] bytes, int length, int limit, BodyHold hold)
            throws Refused {
        byte[] plain = new byte[0];
        int filled = 0;
        try (InputStream decoded = decoder.open(new ByteArrayInputStream(bytes, 0, length))) {
            int count = 0;
            while (count >= 0) {
                filled += count;
                if (filled == plain.length) {
                    plain = grown(plain, length, limit, hold);
                }
                count = decoded.read(plain, filled, plain.length - filled);
            }
            return ByteBuffer.wrap(plain, 0, filled);
        } catch (IOException | RuntimeException broken) {
            throw malformed();
        }
    }

    private static byte[] grown(byte[] plain, int compressed, int limit, BodyHold hold) throws Refused {
        int capacity = (int) Math.min(limit + 1L, Math.max(compressed * 4L, plain.length * 2L));
        if (plain.length > limit) {
            throw tooLarge(limit);
        }
        if (!hold.take(capacity - plain.length)) {
            throw new Refused(LlmError.of(
                    ErrorKind.UNAVAILABLE,
                    "request_memory_exhausted",
                    "the gateway is holding as many request bodies as it may; try again"));
        }
        return Arrays.copyOf(plain, capacity);
    }

    private static Refused tooLarge(int limit) {
        return new Refused(LlmError.of(
                ErrorKind.REQUEST_TOO_LARGE,
                "request_body_too_large",
                "the request body, decoded, is larger than " + limit + " bytes"));
    }

    private static Refused malformed() {
        return new Refused(LlmError.of(
                ErrorKind.INVALID_REQUEST,
                "malformed_content_encoding",
                "the request body is not what its content encoding says"));
    }
}
