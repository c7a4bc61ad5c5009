package io.camelid.bench.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WrkTest {
    @Test
    void readsTheLineOfTheScript() {
        Wrk.Load load = Wrk.parse("Running 5s test\nBENCH 1000 2000000 1 2 30 400\n");
        assertEquals(new Wrk.Load(1000, 2, 1, 2, 30, 400), load);
        assertEquals(3, load.errors());
        assertEquals(500, load.perSecond());
    }

    @Test
    void showsWhatWrkSaysInstead() {
        assertThrows(IllegalStateException.class, () -> Wrk.parse("unable to connect"));
    }

    @Test
    void bodiesAreOfTheSizeAskedFor() {
        assertEquals(1024, Chat.request(1024, true).length());
        assertEquals(1024, Chat.answer(1024).length());
    }
}
