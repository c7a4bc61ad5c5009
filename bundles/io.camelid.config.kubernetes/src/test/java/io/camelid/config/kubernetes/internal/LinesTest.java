package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final List<String> lines = new ArrayList<>();
    private final Lines cut = new Lines(8, line -> lines.add(new String(line, StandardCharsets.UTF_8)));

    private void take(String text) {
        cut.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void linesComeWholeHoweverTheBytesDo() {
        take("on");
        take("e\ntwo\n\nth");
        take("ree\n");
        assertEquals(List.of("one", "two", "three"), lines);
    }

    @Test
    void aLineWithoutEndIsRefused() {
        take("12345678");
        assertThrows(ApiException.class, () -> take("9"));
    }
}
