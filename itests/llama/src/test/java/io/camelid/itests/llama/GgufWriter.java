package io.camelid.itests.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes GGUF, version 3, as its specification in the ggml repository has it: header, metadata, tensor
 * descriptions, then the tensors' data, each at a multiple of 32 bytes. All tensors are of 32-bit floats.
 */
final class GgufWriter {
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int TENSOR_F32 = 0;

    private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    private final ByteArrayOutputStream descriptions = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private long entries;
    private long tensors;

    GgufWriter entry(String key, String value) {
        begin(key, STRING);
        string(metadata, value);
        return this;
    }

    GgufWriter entry(String key, int value) {
        begin(key, UINT32);
        int32(metadata, value);
        return this;
    }

    GgufWriter entry(String key, float value) {
        begin(key, FLOAT32);
        int32(metadata, Float.floatToRawIntBits(value));
        return this;
    }

    GgufWriter strings(String key, List<String> values) {
        array(key, STRING, values.size());
        values.forEach(value -> string(metadata, value));
        return this;
    }

    GgufWriter floats(String key, List<Float> values) {
        array(key, FLOAT32, values.size());
        values.forEach(value -> int32(metadata, Float.floatToRawIntBits(value)));
        return this;
    }

    GgufWriter integers(String key, List<Integer> values) {
        array(key, INT32, values.size());
        values.forEach(value -> int32(metadata, value));
        return this;
    }

    /** @param dimensions the fastest-running one first */
    GgufWriter tensor(String name, float[] values, long... dimensions) {
        tensors++;
        string(descriptions, name);
        int32(descriptions, dimensions.length);
        for (long dimension : dimensions) {
            int64(descriptions, dimension);
        }
        int32(descriptions, TENSOR_F32);
        int64(descriptions, data.size());
        for (float value : values) {
            int32(data, Float.floatToRawIntBits(value));
        }
        align(data, data.size());
        return this;
    }

    void write(Path file) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(head, VERSION);
        int64(head, tensors);
        int64(head, entries);
        metadata.writeTo(head);
        descriptions.writeTo(head);
        align(head, head.size());
        try (OutputStream out = Files.newOutputStream(file)) {
            head.writeTo(out);
            data.writeTo(out);
        }
    }

    private void begin(String key, int type) {
        entries++;
        string(metadata, key);
        int32(metadata, type);
    }

    private void array(String key, int type, int size) {
        begin(key, ARRAY);
        int32(metadata, type);
        int64(metadata, size);
    }

    private static void string(ByteArrayOutputStream out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        int64(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    private static void align(ByteArrayOutputStream out, int size) {
        out.writeBytes(new byte[(ALIGNMENT - size % ALIGNMENT) % ALIGNMENT]);
    }
}
