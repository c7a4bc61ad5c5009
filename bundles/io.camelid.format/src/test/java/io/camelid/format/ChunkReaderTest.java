package io.camelid.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkReaderTest {
    private final byte[] content = new byte[5_000];

    ChunkReaderTest() {
        new Random(1).nextBytes(content);
    }

    @Test
    void showsBuffersOfEveryKindAndLeavesTheirPosition() {
        ByteBuffer slice = ByteBuffer.wrap(content, 10, 4_000).slice().position(5);
        shows(slice, 15, 4_010);
        shows(slice.asReadOnlyBuffer(), 15, 4_010);
        shows(ByteBuffer.allocateDirect(5_000).put(content).position(7).limit(4_999), 7, 4_999);
        shows(ByteBuffer.allocateDirect(0), 0, 0);
    }

    private void shows(ByteBuffer buffer, int from, int to) {
        int position = buffer.position();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        new ChunkReader().read(buffer, (bytes, start, end) -> seen.write(bytes, start, end - start));
        assertArrayEquals(java.util.Arrays.copyOfRange(content, from, to), seen.toByteArray());
        assertEquals(position, buffer.position());
    }
}
