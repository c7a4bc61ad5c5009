package io.camelid.telemetry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    private final JsonLine json = new JsonLine();

    @Test
    void isOneObjectALine() {
        json.begin();
        json.text("a", "x");
        json.text("empty", "");
        json.number("b", -1);
        json.flag("c", true);
        json.value("d", 0.5);
        json.value("e", "y");
        assertEquals(
                "{\"a\":\"x\",\"b\":-1,\"c\":true,\"d\":0.5,\"e\":\"y\"}\n",
                new String(json.end(), StandardCharsets.UTF_8));
    }

    @Property
    void anyTextComesBack(@ForAll String text) throws IOException {
        json.begin();
        json.text("text", text);
        byte[] line = json.end();

        String expected = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertEquals(expected, read(line).path("text").asText());
        assertEquals(line.length - 1, new String(line, StandardCharsets.ISO_8859_1).indexOf('\n'));
    }

    @Property
    void timesAreExact(
            @ForAll @LongRange(min = 0, max = 10_000_000_000_000L) long nanos,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long millis)
            throws IOException {
        json.begin();
        json.seconds("seconds", nanos);
        json.milliseconds("duration", nanos);
        json.moment("time", millis);
        JsonNode line = read(json.end());

        assertEquals(nanos / 1e9, line.path("seconds").asDouble(), 1e-9);
        String duration = line.path("duration").asText();
        assertEquals(nanos / 1_000 / 1e3, Double.parseDouble(duration.substring(0, duration.length() - 2)), 1e-6);
        assertEquals(
                Instant.ofEpochMilli(millis), Instant.parse(line.path("time").asText()));
    }

    private static JsonNode read(byte[] line) throws IOException {
        return new ObjectMapper().readTree(line);
    }
}
