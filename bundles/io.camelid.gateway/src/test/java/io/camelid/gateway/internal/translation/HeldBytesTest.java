package io.camelid.gateway.internal.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        assertEquals("abc", text(held.bytes()));
    }

    @Test
    void growsAsItMust() {
        String text = "0123456789".repeat(1000);
        held.add(bytes("x"));
        held.add(bytes(text));
        held.add(bytes("y"));

        assertEquals("x" + text + "y", text(held.bytes()));
    }

    @Test
    void leavesTheChunkAsItIs() {
        ByteBuffer chunk = bytes("abc");
        held.add(chunk);

        assertEquals(3, chunk.remaining());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
