package io.camelid.bench.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A server-sent event with a chat completion chunk, framed as one HTTP chunk, whose content is the event's number in
 * its stream and the time it was sent: {@code "content":"000012 00000012345678901234"}.
 */
final class Event {
    static final byte[] NUMBER_MARK = ascii("\"content\":\"");

    private static final int NUMBER_DIGITS = 6;
    private static final int TIME_DIGITS = 20;
    private static final String ENVELOPE = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1700000000,\"model\":\"bench-model\",\"system_fingerprint\":\"fp_bench\","
            + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n";

    static final byte[] USAGE = chunk("data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1700000000,\"model\":\"bench-model\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":600,\"total_tokens\":810}}\n\n");
    static final byte[] DONE = ascii(text(chunk("data: [DONE]\n\n")) + "0\r\n\r\n");
    static final byte[] HEAD = ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");

    private final byte[] bytes =
            chunk(String.format(ENVELOPE, "0".repeat(NUMBER_DIGITS) + ' ' + "0".repeat(TIME_DIGITS)));
    private final int numberAt = text(bytes).indexOf(text(NUMBER_MARK)) + NUMBER_MARK.length;

    /** The event's bytes, valid until the next call. */
    ByteBuffer stamped(long number, long time) {
        digits(number, numberAt, NUMBER_DIGITS);
        digits(time, numberAt + NUMBER_DIGITS + 1, TIME_DIGITS);
        return ByteBuffer.wrap(bytes);
    }

    /** An event of many bytes, for streams that nobody reads. */
    static byte[] bulk(int bytes) {
        return chunk(String.format(ENVELOPE, "x".repeat(bytes)));
    }

    private void digits(long value, int at, int count) {
        for (int i = at + count - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + value % 10);
            value /= 10;
        }
    }

    private static byte[] chunk(String payload) {
        return ascii(Integer.toHexString(payload.length()) + "\r\n" + payload + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
