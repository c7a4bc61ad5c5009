package io.camelid.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void percentilesAreThoseOfTheValues() {
        Samples samples = Samples.of(DoubleStream.of(4, 1, 3, 2).boxed().toList());
        assertEquals(2.5, samples.median());
        assertEquals(1, samples.min());
        assertEquals(2, samples.percentile(0.5));
        assertEquals(4, samples.percentile(0.99));
        samples.add(5);
        assertEquals(3, samples.median());
        assertEquals(5, samples.max());
        assertTrue(Double.isNaN(new Samples().median()));
        assertTrue(Double.isNaN(new Samples().max()));
    }

    @Test
    void tablesLineUp() {
        Table table = new Table("", "µs");
        table.add("one", 1234.6);
        table.add("a longer name", 0.123);
        table.add("none", Double.NaN);
        assertEquals(
                """
                                    µs
                  one            1,235
                  a longer name   0.12
                  none               -
                """,
                table.toString());
    }

    @Test
    void jsonIsJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a\"\\\n");
        map.put("numbers", List.of(1, 1.5, Double.NaN));
        map.put("none", null);
        map.put("empty", Map.of());
        assertEquals(
                """
                {
                  "text": "a\\"\\\\\\u000a",
                  "numbers": [
                    1,
                    1.5,
                    null
                  ],
                  "none": null,
                  "empty": {}
                }
                """,
                Json.write(map));
    }
}
