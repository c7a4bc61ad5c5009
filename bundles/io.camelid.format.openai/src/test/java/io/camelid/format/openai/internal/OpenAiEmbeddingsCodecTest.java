package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.embedding.EmbeddingsCodec;
import io.camelid.spi.embedding.EmbeddingsRequest;
import io.camelid.spi.embedding.EmbeddingsResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OpenAiEmbeddingsCodecTest {
    private final EmbeddingsCodec codec = new EmbeddingsFormat().embeddings().orElseThrow();
    private final Losses losses = new Losses();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static EmbeddingsRequest request(boolean base64) {
        return new EmbeddingsRequest("m", List.of("a", "b"), OptionalInt.of(2), Optional.empty(), base64);
    }

    @Test
    void readsOneTextOrSeveral() throws LlmException {
        assertEquals(
                new EmbeddingsRequest("m", List.of("hi"), OptionalInt.empty(), Optional.empty(), false),
                codec.readRequest("", bytes("{\"model\":\"m\",\"input\":\"hi\",\"user\":\"u\"}"), losses));
        assertEquals(
                request(true),
                codec.readRequest(
                        "",
                        bytes(
                                "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":2,\"encoding_format\":\"base64\"}"),
                        losses));
        assertTrue(losses.isEmpty());
    }

    @Test
    void refusesTokensAndUnknownEncodings() {
        for (String body : List.of(
                "{\"input\":[1,2]}",
                "{\"input\":[[1,2],[3]]}",
                "{\"input\":{}}",
                "{}",
                "{\"input\":\"a\",\"encoding_format\":\"int8\"}")) {
            LlmError error = assertThrows(LlmException.class, () -> codec.readRequest("", bytes(body), losses))
                    .error();
            assertEquals(400, error.status(), body);
            assertTrue(error.param().isPresent());
        }
    }

    @Test
    void writesWhatItReads() throws LlmException {
        for (boolean base64 : new boolean[] {true, false}) {
            assertEquals(request(base64), codec.readRequest("", codec.writeRequest(request(base64), losses), losses));
        }
    }

    @Test
    void answersInTheEncodingThatIsWanted() throws LlmException {
        EmbeddingsResponse response = new EmbeddingsResponse(
                "m-1", List.of(new float[] {0.5f, -1.25f}, new float[] {3e-7f, 1f}), Usage.of(4, -1));
        for (boolean base64 : new boolean[] {true, false}) {
            ByteBuffer body = codec.writeResponse(response, request(base64));
            JsonNode answer = JsonTree.find(body).orElseThrow();
            assertEquals(base64, answer.at("/data/0/embedding").isTextual());
            assertEquals(4, answer.at("/usage/total_tokens").asInt());
            EmbeddingsResponse back = codec.readResponse(body, request(base64));
            assertArrayEquals(response.vectors().get(0), back.vectors().get(0));
            assertArrayEquals(response.vectors().get(1), back.vectors().get(1));
            assertEquals("m-1", back.model());
            assertEquals(4, back.usage().input());
        }
    }

    /** The encoding of OpenAI's API: 32-bit floats, little-endian. */
    @Test
    void encodesAsOpenAiDoes() throws LlmException {
        ByteBuffer body = codec.writeResponse(
                new EmbeddingsResponse("", List.of(new float[] {1f, -2f}), Usage.UNKNOWN), request(true));
        JsonNode answer = JsonTree.find(body).orElseThrow();
        assertEquals("AACAPwAAAMA=", answer.at("/data/0/embedding").asText());
        assertEquals("m", answer.get("model").asText());
    }

    @Test
    void sortsByIndexAndRefusesNonsense() throws LlmException {
        EmbeddingsResponse response = codec.readResponse(
                bytes("{\"data\":[{\"index\":1,\"embedding\":[2]},{\"index\":0,\"embedding\":[1]}]}"), request(false));
        assertArrayEquals(new float[] {1}, response.vectors().get(0));
        for (String body : List.of(
                "{}",
                "{\"data\":[]}",
                "{\"data\":[{\"embedding\":\"?\"}]}",
                "{\"data\":[{\"embedding\":\"AAA=\"}]}",
                "{\"data\":[{\"embedding\":[null]}]}",
                "{\"data\":[{\"index\":1,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}]}")) {
            LlmException refused =
                    assertThrows(LlmException.class, () -> codec.readResponse(bytes(body), request(false)), body);
            assertEquals(502, refused.error().status());
        }
    }
}
