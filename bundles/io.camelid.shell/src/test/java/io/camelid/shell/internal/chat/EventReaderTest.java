package io.camelid.shell.internal.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    @Test
    void readsDataWhateverElseThereIs() throws IOException {
        assertEquals(
                List.of("{\"a\":1}", "one\ntwo", " spaced", ""),
                events(
                        ": comment\n\ndata: {\"a\":1}\n\nevent: x\nid: 7\ndata:one\ndata: two\n\ndata:  spaced\n\ndata\n\ndata:\n\n"));
    }

    @Test
    void anEventThatIsNotEndedDoesNotCount() throws IOException {
        assertEquals(List.of("a"), events("data: a\n\ndata: b\n"));
    }

    @Test
    void anEndlessLineIsRefused() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThrows(IOException.class, () -> new EventReader(endless).next());
    }

    @Test
    void anEndlessEventIsRefused() {
        String line = "data: " + "x".repeat(1000) + "\n";
        assertThrows(IOException.class, () -> events(line.repeat(2000)));
    }

    @Property(tries = 200)
    void pieceSizesAndLineEndsMakeNoDifference(
            @ForAll List<String> texts,
            @ForAll @IntRange(min = 1, max = 7) int piece,
            @ForAll @IntRange(max = 2) int end)
            throws IOException {
        List<String> data = texts.stream()
                .map(text -> text.replaceAll("[\\r\\n]", "") + "ü€😀")
                .toList();
        List<String> expected = data.stream().map(EventReaderTest::wellFormed).toList();
        String newline = List.of("\n", "\r\n", "\r").get(end);
        StringBuilder stream = new StringBuilder();
        expected.forEach(
                text -> stream.append("data: ").append(text).append(newline).append(newline));

        assertEquals(expected, events(stream.toString(), piece));
    }

    // Lone surrogates have no UTF-8 form.
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static List<String> events(String stream) throws IOException {
        return events(stream, Integer.MAX_VALUE);
    }

    private static List<String> events(String stream, int piece) throws IOException {
        InputStream in = new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, piece));
            }
        };
        EventReader reader = new EventReader(in);
        List<String> events = new ArrayList<>();
        for (Optional<String> event = reader.next(); event.isPresent(); event = reader.next()) {
            events.add(event.get());
        }
        return events;
    }
}
