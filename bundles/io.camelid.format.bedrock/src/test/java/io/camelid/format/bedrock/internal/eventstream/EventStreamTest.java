package io.camelid.format.bedrock.internal.eventstream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Both directions against AWS's own library. */
class EventStreamTest {
    private static final class Recorder implements EventStreamHandler {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void message(EventMessage message) {
            seen.add(message.kind() + " " + message.type() + " "
                    + new String(
                            message.bytes(), message.from(), message.to() - message.from(), StandardCharsets.UTF_8));
        }

        @Override
        public void broken(String what) {
            seen.add("broken: " + what);
        }
    }

    private static byte[] some() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (String payload : List.of("{}", "", "{\"text\":\"日本語😀\"}", "x".repeat(3000))) {
            stream.writeBytes(AwsFrames.frame(
                    Map.of(":message-type", "event", ":event-type", "e", ":content-type", "application/json"),
                    payload.getBytes(StandardCharsets.UTF_8)));
        }
        return stream.toByteArray();
    }

    private static List<String> read(byte[] stream, int... chunks) {
        Recorder recorder = new Recorder();
        EventStreamReader reader = new EventStreamReader(recorder);
        int at = 0;
        for (int i = 0; at < stream.length; i++) {
            int length = Math.min(stream.length - at, chunks[i % chunks.length]);
            reader.read(ByteBuffer.wrap(Arrays.copyOfRange(stream, at, at + length)));
            at += length;
        }
        return recorder.seen;
    }

    @Test
    void readsWhatAwsWritesHoweverItIsCut() {
        byte[] stream = some();
        List<String> whole = read(stream, stream.length);
        assertEquals(4, whole.size());
        assertEquals("EVENT e {\"text\":\"日本語😀\"}", whole.get(2));
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            int[] chunks = random.ints(50, 1, i % 2 == 0 ? 5 : 2000).toArray();
            assertEquals(whole, read(stream, chunks));
        }
        Recorder direct = new Recorder();
        new EventStreamReader(direct)
                .read(ByteBuffer.allocateDirect(stream.length).put(stream).flip());
        assertEquals(whole, direct.seen);
    }

    @Test
    void readsHeadersOfEveryType() {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put("true", HeaderValue.fromBoolean(true));
        headers.put("false", HeaderValue.fromBoolean(false));
        headers.put("int", HeaderValue.fromInteger(3));
        headers.put("long", HeaderValue.fromLong(4));
        headers.put("bytes", HeaderValue.fromByteArray(new byte[300]));
        headers.put("time", HeaderValue.fromTimestamp(Instant.EPOCH));
        headers.put("uuid", HeaderValue.fromUuid(new UUID(1, 2)));
        headers.put(":event-type", HeaderValue.fromString("ü"));
        ByteBuffer frame = new Message(headers, new byte[] {'1'}).toByteBuffer();
        Recorder recorder = new Recorder();
        new EventStreamReader(recorder).read(frame);
        assertEquals(List.of("EVENT ü 1"), recorder.seen);
    }

    /** Bytes and shorts by hand: AWS's library of this version writes neither as the specification has them. */
    @Test
    void readsBytesAndShorts() {
        byte[] headers = {
            1, 'b', 2, 9, 1, 's', 3, 0, 9, 11, ':', 'e', 'v', 'e', 'n', 't', '-', 't', 'y', 'p', 'e', 7, 0, 1, 'e'
        };
        assertEquals(List.of("EVENT e "), read(frame(headers), 100));
    }

    private static byte[] frame(byte... headers) {
        ByteBuffer frame = ByteBuffer.allocate(16 + headers.length);
        frame.put(prelude(frame.capacity(), headers.length)).put(headers);
        CRC32 checksum = new CRC32();
        checksum.update(frame.array(), 0, frame.position());
        return frame.putInt((int) checksum.getValue()).array();
    }

    @Test
    void awsReadsWhatIsWritten() {
        byte[] json = "{\"text\":\"é😀\"}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer event = EventStreamWriter.event("contentBlockDelta", ByteBuffer.wrap(json));
        ByteBuffer exception = EventStreamWriter.exception("throttlingException", ByteBuffer.wrap(json));
        MessageDecoder decoder = new MessageDecoder();
        decoder.feed(event);
        decoder.feed(exception);
        List<Message> messages = decoder.getDecodedMessages();
        assertEquals(2, messages.size());
        assertEquals("event", messages.get(0).getHeaders().get(":message-type").getString());
        assertEquals(
                "contentBlockDelta",
                messages.get(0).getHeaders().get(":event-type").getString());
        assertEquals(
                "application/json",
                messages.get(0).getHeaders().get(":content-type").getString());
        assertArrayEquals(json, messages.get(0).getPayload());
        assertEquals(
                "exception", messages.get(1).getHeaders().get(":message-type").getString());
        assertEquals(
                "throttlingException",
                messages.get(1).getHeaders().get(":exception-type").getString());
    }

    @Test
    void noticesEveryDamagedByte() {
        byte[] frame = AwsFrames.frame(
                Map.of(":message-type", "event", ":event-type", "e"), "{}".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < frame.length; i++) {
            byte[] damaged = frame.clone();
            damaged[i] ^= 0x10;
            List<String> seen = read(damaged, 7);
            assertEquals(1, seen.size(), "byte " + i);
            assertTrue(seen.get(0).startsWith("broken: the checksum of a "), seen.get(0));
            assertEquals(seen, read(damaged, damaged.length));
        }
    }

    @Test
    void refusesLengthsOutOfBounds() {
        int most = EventStreamReader.MAX_PAYLOAD + 16;
        for (int[] lengths : new int[][] {
            {15, 0},
            {-1, 0},
            {16, 1},
            {16, -1},
            {most + 1, 0},
            {most, EventStreamReader.MAX_HEADERS + 1},
            {Integer.MAX_VALUE, 0}
        }) {
            List<String> seen = read(prelude(lengths[0], lengths[1]), 5);
            assertEquals(List.of("broken: the lengths of a message are out of bounds"), seen);
        }
        assertEquals(List.of(), read(prelude(most, 0), 5), "the most is waited for");
    }

    private static byte[] prelude(int total, int headers) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(total).putInt(headers);
        CRC32 checksum = new CRC32();
        checksum.update(prelude.array(), 0, 8);
        return prelude.putInt((int) checksum.getValue()).array();
    }

    @Test
    void takesTheLargestMessage() {
        byte[] frame = AwsFrames.frame(Map.of(":event-type", "e"), new byte[EventStreamReader.MAX_PAYLOAD]);
        int[] payload = new int[1];
        EventStreamReader reader = new EventStreamReader(new EventStreamHandler() {
            @Override
            public void message(EventMessage message) {
                payload[0] = message.to() - message.from();
            }

            @Override
            public void broken(String what) {
                throw new AssertionError(what);
            }
        });
        for (int at = 0; at < frame.length; at += 1 << 16) {
            assertTrue(at == 0 || !reader.isBetweenMessages());
            reader.read(ByteBuffer.wrap(frame, at, Math.min(1 << 16, frame.length - at)));
        }
        assertEquals(EventStreamReader.MAX_PAYLOAD, payload[0]);
        assertTrue(reader.isBetweenMessages());
    }

    @Test
    void refusesHeadersThatMakeNoSense() {
        for (byte[] headers : new byte[][] {
            {1}, {1, 'a'}, {1, 'a', 10}, {1, 'a', -1}, {1, 'a', 7, 0}, {1, 'a', 7, 0, 2, 'b'}, {0, 1}, {5, 'a', 0}
        }) {
            assertEquals(List.of("broken: the headers of a message make no sense"), read(frame(headers), 100));
        }
    }

    @Test
    void readsNothingMoreAfterDamage() {
        byte[] stream = some();
        stream[20] ^= 1;
        assertEquals(1, read(stream, 10).size());
        Recorder recorder = new Recorder();
        EventStreamReader reader = new EventStreamReader(recorder);
        reader.read(ByteBuffer.wrap(stream));
        assertFalse(reader.isBetweenMessages());
    }
}
