package io.camelid.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void controlSequencesLoseTheirPower() {
        assertEquals("a[2Jb]0;titlec", Printable.text("a\u001B[2Jb\u001B]0;title\u0007c\u009B"));
        assertEquals("grün\n\tja", Printable.text("grün\n\tja\r"));
        assertEquals("a b c", Printable.line("a\nb\tc"));
    }

    @Property
    void noTextHoldsControlCharacters(@ForAll String raw) {
        assertTrue(Printable.line(raw).chars().noneMatch(Character::isISOControl));
    }
}
