package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void makesTextFromOutsideFitForALine() {
        assertEquals("/a?b", Shown.text("/a\nb"));
        assertEquals("a??b", Shown.text("a\u001b\u0085b"));
        assertEquals("grün", Shown.text("grün"));
    }

    @Test
    void cutsWhatIsLong() {
        assertEquals("x".repeat(200), Shown.text("x".repeat(200)));
        assertEquals("x".repeat(200) + "…", Shown.text("x".repeat(201)));
    }
}
