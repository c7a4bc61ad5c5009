package io.camelid.format.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Property
    void whatIsQuotedReadsBack(@ForAll String text) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        byte[] quoted = JsonText.quote(valid).getBytes(StandardCharsets.UTF_8);
        assertEquals(valid, JsonText.string(quoted, 1, quoted.length - 1));
    }

    @Property
    void readingNeverThrows(@ForAll byte[] bytes) {
        JsonText.string(bytes, 0, bytes.length);
        JsonText.count(bytes, 0, bytes.length);
        JsonText.number(bytes, 0, bytes.length);
        JsonText.isNull(bytes, 0, bytes.length);
    }

    @Test
    void readsEscapes() {
        assertEquals("a\n\"\\/\t\b\f\ré😀", string("a\\n\\\"\\\\\\/\\t\\b\\f\\r\\u00e9\\ud83d\\ude00"));
        assertEquals("�12", string("\\u12"), "cut off");
    }

    @Test
    void readsNumbers() {
        assertEquals(17, count("17"));
        assertEquals(17, count("17.0"), "some servers count in floating point");
        assertEquals(-1, count(""));
        assertEquals(-1, count("-1"));
        assertEquals(-1, count("null"));
        assertEquals(-1, count("12345678901234567890"));
        assertEquals(Optional.of(256L), number("256"));
        assertEquals(Optional.of(0.7), number("0.7"));
        assertEquals(Optional.empty(), number("true"));
    }

    private static String string(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JsonText.string(bytes, 0, bytes.length);
    }

    private static long count(String json) {
        return JsonText.count(json.getBytes(StandardCharsets.UTF_8), 0, json.length());
    }

    private static Optional<Number> number(String json) {
        return JsonText.number(json.getBytes(StandardCharsets.UTF_8), 0, json.length());
    }
}
