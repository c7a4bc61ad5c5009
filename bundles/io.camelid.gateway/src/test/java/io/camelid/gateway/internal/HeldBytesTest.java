package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private final HeldBytes held = new HeldBytes();

    @Test
    void keepsCopiesInOrder() {
        byte[] reused = {'-', 'a', 'b', '-'};
        held.add(ByteBuffer.wrap(reused, 1, 2));
        reused[1] = 'c';
        held.add(ByteBuffer.wrap(reused, 1, 1).asReadOnlyBuffer());

        assertEquals(3, held.size());
        assertEquals("abc", ToyFormat.text(held.bytes()));
    }

    @Test
    void growsAsItMust() {
        String text = "0123456789".repeat(1000);
        held.add(ToyFormat.bytes("x"));
        held.add(ToyFormat.bytes(text));
        held.add(ToyFormat.bytes("y"));

        assertEquals("x" + text + "y", ToyFormat.text(held.bytes()));
    }

    @Test
    void leavesTheChunkAsItIs() {
        ByteBuffer chunk = ToyFormat.bytes("abc");
        held.add(chunk);

        assertEquals(3, chunk.remaining());
    }
}
