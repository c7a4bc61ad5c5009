package io.camelid.format.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    @Test
    void readsTheStandardsExamples() {
        assertEquals(List.of("|YHOO\n+2\n10"), events("data: YHOO\ndata: +2\ndata: 10\n\n"));
        assertEquals(
                List.of("|first event", "|second event", "| third event"),
                events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"));
        assertEquals(List.of("|", "|\n"), events("data\n\ndata\ndata\n\ndata:"));
        assertEquals(List.of("|test", "|test"), events("data:test\n\ndata: test\n\n"));
    }

    @Test
    void takesEveryLineEndAndAMark() {
        for (String end : List.of("\n", "\r", "\r\n")) {
            assertEquals(
                    List.of("add|73857293", "|x"),
                    events(("\uFEFFevent: add\ndata: 73857293\n\n\ndata: x\n\n").replace("\n", end)));
        }
    }

    @Test
    void anEventWithoutDataIsNone() {
        assertEquals(List.of("|x"), events("event: ping\n\ndata: x\n\n"));
    }

    @Test
    void whatIsCutOffIsNotDispatched() {
        assertEquals(List.of("|a"), events("data: a\n\ndata: b\n"));
    }

    @Test
    void otherFieldsAndOddNamesMeanNothing() {
        assertEquals(List.of("|x"), events("retry: 3\ndatax: 1\ndat: 2\n data: 3\n: data: 4\nDATA: 5\ndata: x\n\n"));
        assertEquals(List.of(), events("\u00efdata: half a mark\n\n"));
    }

    @Test
    void aTypeIsCutOffWhereItIsAbsurd() {
        assertEquals(List.of("e".repeat(128) + "|x"), events("event: " + "e".repeat(1_000) + "\ndata: x\n\n"));
    }

    @Property
    void agreesWithTheStandardWhateverTheChunks(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] stream = randomStream(random).getBytes(StandardCharsets.UTF_8);
        assertEquals(byTheStandard(new String(stream, StandardCharsets.UTF_8)), events(stream, random));
    }

    @Property
    void randomBytesNeverThrow(@ForAll byte[] bytes, @ForAll long seed) {
        events(bytes, new Random(seed));
    }

    @Property
    void whatIsWrittenReadsBack(@ForAll String type, @ForAll String data) {
        String line = utf8(type).replaceAll("[\r\n]", "");
        String cut = new String(line.getBytes(StandardCharsets.UTF_8), 0, 0, StandardCharsets.UTF_8);
        String name = line.getBytes(StandardCharsets.UTF_8).length > 128 ? cut : line;
        String text = utf8(data).replaceAll("\r\n?", "\n");
        ByteBuffer event = SseWriter.event(name, text);
        assertEquals(List.of(name + "|" + text), events(event.array(), new Random(1)));
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static String randomStream(Random random) {
        String[] parts = {
            "data:",
            "data: ",
            "data",
            "event: ",
            "event:t",
            "id: 1",
            ":",
            " ",
            "\n",
            "\n",
            "\n\n",
            "\r",
            "\r\n",
            "x",
            "é😀",
            "{\"a\":1}",
            "da",
            "ta: ",
            "\uFEFF",
            "eventx: "
        };
        StringBuilder stream = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            stream.append(parts[random.nextInt(parts.length)]);
        }
        return stream.toString();
    }

    /** The algorithm of the standard, word for word, on the whole text. */
    private static List<String> byTheStandard(String stream) {
        List<String> events = new ArrayList<>();
        String text = stream.startsWith("\uFEFF") ? stream.substring(1) : stream;
        String[] lines = text.split("\r\n|\r|\n", -1);
        StringBuilder data = new StringBuilder();
        String type = "";
        // What follows the last line end is no line.
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    events.add(type + "|" + data.substring(0, data.length() - 1));
                }
                data.setLength(0);
                type = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("data")) {
                data.append(value).append('\n');
            } else if (field.equals("event")) {
                type = value;
            }
        }
        return events;
    }

    private static List<String> events(String stream) {
        return events(stream.getBytes(StandardCharsets.UTF_8), new Random(7));
    }

    /** The events that are read from random chunks, each as {@code type|data}. */
    private static List<String> events(byte[] stream, Random random) {
        List<String> events = new ArrayList<>();
        SseReader reader = new SseReader(new SseHandler() {
            private final ByteArrayOutputStream data = new ByteArrayOutputStream();

            @Override
            public void data(byte[] bytes, int from, int to) {
                data.write(bytes, from, to - from);
            }

            @Override
            public void dispatch(String type) {
                events.add(type + "|" + data.toString(StandardCharsets.UTF_8));
                data.reset();
            }
        });
        int at = 0;
        while (at < stream.length) {
            int next = Math.min(stream.length, at + (random.nextBoolean() ? random.nextInt(4) : random.nextInt(40)));
            ByteBuffer chunk = random.nextBoolean()
                    ? ByteBuffer.wrap(stream, at, next - at)
                    : ByteBuffer.allocateDirect(next - at)
                            .put(stream, at, next - at)
                            .flip();
            reader.read(chunk);
            at = next;
        }
        return events;
    }
}
