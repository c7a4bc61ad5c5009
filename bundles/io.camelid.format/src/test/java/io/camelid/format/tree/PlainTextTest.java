package io.camelid.format.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PlainTextTest {
    @Property
    void findsTheFirstByteThatIsNotPlain(@ForAll @Size(max = 60) byte[] bytes, @ForAll @IntRange(max = 9) int from) {
        int begin = Math.min(from, bytes.length);
        assertEquals(oneByOne(bytes, begin), PlainText.end(bytes, begin, bytes.length));
    }

    @Property
    void findsItWhateverItIsAndWherever(
            @ForAll @IntRange(min = 1, max = 40) int length, @ForAll @IntRange(max = 39) int at, @ForAll byte odd) {
        byte[] bytes = "é".repeat(length).getBytes(StandardCharsets.UTF_8);
        bytes[at % bytes.length] = odd;
        assertEquals(oneByOne(bytes, 0), PlainText.end(bytes, 0, bytes.length));
    }

    private static int oneByOne(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            int value = bytes[at] & 0xFF;
            if (value == '"' || value == '\\' || value < ' ') {
                return at;
            }
        }
        return bytes.length;
    }
}
