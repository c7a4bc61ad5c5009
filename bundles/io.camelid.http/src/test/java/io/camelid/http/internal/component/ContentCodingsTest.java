package io.camelid.http.internal.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.camelid.spi.LlmError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingsTest {
    private static final int LIMIT = 1 << 20;
    private static final String CHAT = "{\"model\":\"gpt-4o\",\"messages\":[]}";

    /** Of Node.js and of the zstd command, which is what clients use. */
    private static final String BR = "iw+AeyJtb2RlbCI6ImdwdC00byIsIm1lc3NhZ2VzIjpbXX0D";

    private static final String ZSTD = "KLUv/QRoAQEAeyJtb2RlbCI6ImdwdC00byIsIm1lc3NhZ2VzIjpbXX1XV09u";
    /** 64 MiB of zeros. */
    private static final String BR_BOMB = "y///P/gnAOKxQCD3/o///3/wTwDEYRGA7v0f////4J8AiMMCAN37P/7//8E/ARCHBQC693/8"
            + "//+DfwIgDgsAdO//+P//B/8EQBwWAOje//H//w/+CYA4LADQvf/L//8//BMAcVgAoHv/Bw==";

    private final BodyBudget budget = new BodyBudget(64 << 20);
    private final BodyHold hold = new BodyHold(budget);

    @ParameterizedTest
    @CsvSource({"br, " + BR, "zstd, " + ZSTD, " BR , " + BR, "ZStd, " + ZSTD})
    void readsWhatClientsWrite(String coding, String base64) throws Exception {
        assertEquals(CHAT, decode(coding, Base64.getDecoder().decode(base64), LIMIT));
        assertTrue(budget.taken() >= CHAT.length());
        hold.release();
        assertEquals(0, budget.taken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void readsUpToTheLimit(String coding) throws Exception {
        byte[] text = new byte[LIMIT];
        Arrays.fill(text, (byte) 'x');
        assertEquals(LIMIT, decode(coding, encoded(coding, text), LIMIT).length());
        LlmError tooLarge = refusal(coding, encoded(coding, Arrays.copyOf(text, LIMIT + 1)), LIMIT);
        assertEquals("request_body_too_large", tooLarge.code());
        assertEquals(413, tooLarge.status());
    }

    @Test
    void aBombTakesNoMoreThanTheLimit() throws Exception {
        byte[] zstd = encoded("zstd", new byte[64 << 20]);
        assertEquals("request_body_too_large", refusal("zstd", zstd, LIMIT).code());
        assertEquals(
                "request_body_too_large",
                refusal("br", Base64.getDecoder().decode(BR_BOMB), LIMIT).code());
        assertTrue(budget.taken() <= 2L * (LIMIT + 1), "" + budget.taken());
    }

    @Test
    void takesNoMoreThanTheBudget() throws Exception {
        BodyHold poor = new BodyHold(new BodyBudget(1000));
        byte[] zstd = encoded("zstd", new byte[LIMIT]);
        ContentCodings.Refused refused = assertThrows(
                ContentCodings.Refused.class, () -> ContentCodings.decode("zstd", zstd, zstd.length, LIMIT, poor));
        assertEquals("request_memory_exhausted", refused.error().code());
    }

    @ParameterizedTest
    @CsvSource({"br, " + BR, "zstd, " + ZSTD})
    void refusesWhatIsCut(String coding, String base64) {
        byte[] whole = Base64.getDecoder().decode(base64);
        for (int length = 1; length < whole.length - 1; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertEquals(
                    "malformed_content_encoding", refusal(coding, cut, LIMIT).code(), coding + " " + length);
        }
    }

    /** Whatever comes, it is an answer or a refusal, never another exception and never a crash. */
    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd"})
    void survivesAnything(String coding) throws Exception {
        Random random = new Random(7);
        byte[] small = Base64.getDecoder().decode(coding.equals("br") ? BR : ZSTD);
        byte[] large = coding.equals("br") ? Base64.getDecoder().decode(BR_BOMB) : encoded("zstd", varied(random));
        for (int round = 0; round < 300; round++) {
            byte[] bytes = (round % 2 == 0 ? small : large).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                ContentCodings.decode(coding, bytes, bytes.length, 64 * 1024, new BodyHold(new BodyBudget(1 << 20)));
            } catch (ContentCodings.Refused expected) {
                assertTrue(expected.error().status() < 500 || expected.error().status() == 503);
            }
        }
    }

    @Test
    void refusesOtherCodings() {
        LlmError refused = refusal("compress", new byte[] {1}, LIMIT);
        assertEquals(415, refused.status());
        assertTrue(refused.message().contains("zstd"));
    }

    private static byte[] varied(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < 20_000) {
            text.append(Integer.toString(random.nextInt(5000), 36)).append(" the quick brown fox ");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encoded(String coding, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (coding) {
                    case "gzip" -> new GZIPOutputStream(bytes);
                    case "deflate" -> new DeflaterOutputStream(bytes);
                    default -> new ZstdOutputStream(bytes);
                }) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private String decode(String coding, byte[] bytes, int limit) throws ContentCodings.Refused {
        ByteBuffer plain = ContentCodings.decode(coding, bytes, bytes.length, limit, hold);
        return StandardCharsets.UTF_8.decode(plain).toString();
    }

    private LlmError refusal(String coding, byte[] bytes, int limit) {
        return assertThrows(ContentCodings.Refused.class, () -> decode(coding, bytes, limit))
                .error();
    }
}
