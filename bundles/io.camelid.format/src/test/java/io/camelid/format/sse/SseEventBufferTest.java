package io.camelid.format.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseEventBufferTest {
    private final List<String> events = new ArrayList<>();
    private final SseEventBuffer buffer = new SseEventBuffer(
            2_000, event -> events.add(event.type() + "|" + StandardCharsets.UTF_8.decode(event.data())));
    private final SseReader reader = new SseReader(buffer);

    @Test
    void gathersPieces() {
        for (byte b : "event: a\ndata: {\ndata: }\n\ndata: x\n\n".getBytes(StandardCharsets.UTF_8)) {
            reader.read(ByteBuffer.wrap(new byte[] {b}));
        }
        assertEquals(List.of("a|{\n}", "|x"), events);
    }

    @Test
    void leavesOutWhatIsTooLarge() {
        String fits = "f".repeat(2_000);
        for (String data : List.of(fits, fits + "x", fits, "y".repeat(1_000_000), "end")) {
            reader.read(SseWriter.event(data));
        }
        assertEquals(List.of("|" + fits, "|" + fits, "|end"), events);
        assertEquals(2, buffer.skipped());
    }
}
