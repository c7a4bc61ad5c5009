package io.camelid.spi.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LossesTest {
    private final Losses losses = new Losses();

    @Test
    void areNamedOnceInOrder() {
        assertTrue(losses.isEmpty());
        losses.add("seed");
        losses.add("n");
        losses.add("seed");
        assertEquals("n, seed", losses.toString());
    }

    @Test
    void makeASafeHeaderOfWhateverAClientCallsAMember() {
        losses.add("a\r\nX-Evil: 1, b");
        losses.add("m".repeat(1000));
        assertEquals("a__X-Evil__1__b, " + "m".repeat(64), losses.toString());
        for (int i = 0; i < 1000; i++) {
            losses.add("member" + i);
        }
        assertEquals(32, losses.names().size());
    }
}
