package io.camelid.bench.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventParserTest implements EventParser.Listener {
    private final List<String> seen = new ArrayList<>();

    @Override
    public void event(long number, long sentAt) {
        seen.add(number + "@" + sentAt);
    }

    @Override
    public void complete() {
        seen.add("complete");
    }

    private static byte[] answer(int events) {
        Event event = new Event();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Event.HEAD);
        for (int i = 0; i < events; i++) {
            ByteBuffer bytes = event.stamped(i, 1000 + i);
            out.write(bytes.array(), 0, bytes.limit());
        }
        out.writeBytes(Event.USAGE);
        out.writeBytes(Event.DONE);
        return out.toByteArray();
    }

    @Test
    void readsEventsHoweverTheyAreCut() {
        byte[] answer = answer(3);
        for (int piece = 1; piece <= answer.length; piece++) {
            seen.clear();
            EventParser parser = new EventParser(this);
            for (int at = 0; at < answer.length; at += piece) {
                assertFalse(parser.complete());
                parser.parse(ByteBuffer.wrap(answer, at, Math.min(piece, answer.length - at)));
            }
            assertTrue(parser.complete());
            assertEquals(List.of("0@1000", "1@1001", "2@1002", "complete"), seen, "in pieces of " + piece);
        }
    }

    @Test
    void isNotCompleteBeforeTheLastByte() {
        byte[] answer = answer(1);
        EventParser parser = new EventParser(this);
        parser.parse(ByteBuffer.wrap(answer, 0, answer.length - 1));
        assertFalse(parser.complete());
    }

    @Test
    void refusesWhatIsNoStream() {
        refuses("HTTP/1.1 503 Service Unavailable\r\n");
        refuses("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\n\r\n");
        refuses(new String(answer(1), StandardCharsets.US_ASCII) + "x");
    }

    private void refuses(String answer) {
        ByteBuffer bytes = ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.US_ASCII));
        assertThrows(RuntimeException.class, () -> new EventParser(this).parse(bytes));
    }
}
