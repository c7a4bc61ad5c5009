package io.camelid.format.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.spi.LlmException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
    private static final ObjectMapper JACKSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Jackson's own mapper is the oracle: every text, whatever must be escaped in it, comes back by either. */
    @Property(tries = 300)
    void stringsSurviveEitherWay(@ForAll String text, @ForAll String other) throws Exception {
        String longer = text + "x".repeat(40) + other;
        JsonNode tree = JACKSON.createObjectNode()
                .put("a", text)
                .put("b", longer)
                .set("c", JACKSON.createArrayNode().add(longer).add(1).add(text));
        byte[] theirs = JACKSON.writeValueAsBytes(tree);
        assertEquals(JACKSON.readTree(theirs), JsonTree.request(ByteBuffer.wrap(theirs)));
        assertEquals(JACKSON.readTree(theirs), JACKSON.readTree(bytes(JsonTree.bytes(tree))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,-2,12345678901,123456789012345678901234567890,1.5,1e3,0.10,true,false,null,{},[]]}",
                "{\"a\":\"\\u00e9\\ud83d\\ude00\\n\\\\\",\"é😀\":\"é😀é😀é😀é😀é😀é😀é😀é😀é😀é😀é😀é😀é😀é😀\"}",
                " {\"a\" : \"\" , \"b\":{\"c\":{\"d\":[[[\"deep\"]]]}}} "
            })
    void readsAndWritesWhatJacksonDoes(String json) throws Exception {
        JsonNode tree = JsonTree.request(inTheMiddle(json));
        assertEquals(JACKSON.readTree(json), tree);
        assertEquals(tree, JACKSON.readTree(bytes(JsonTree.bytes(tree))));
    }

    /** As a slice of a larger array, as bodies come. */
    private static ByteBuffer inTheMiddle(String json) {
        byte[] bytes = ("xx\"" + json + "\"xx").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(bytes, 3, bytes.length - 6).slice();
    }

    @Test
    void keepsNumbersAsTheyAreWritten() throws Exception {
        assertEquals(
                "{\"a\":0.10,\"b\":123456789012345678901234567890}",
                JsonTree.text(JsonTree.request(
                        ByteBuffer.wrap("{\"a\":0.10,\"b\":123456789012345678901234567890}".getBytes()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "\"a\"",
                "{",
                "{\"a\":\"",
                "{\"a\":\"b",
                "{\"a\":\"b\"",
                "{\"a\":tru}",
                "{}{}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"\u0001 in a text that is long enough to be read fast\"}",
                "{\"a\":\"\\x\"}",
                "<html>"
            })
    void refusesWhatIsNoObject(String json) {
        LlmException refused = assertThrows(
                LlmException.class, () -> JsonTree.request(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8))));
        assertEquals("invalid_json", refused.error().code());
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] json = "{\"a\":\"a text that is long enough to be read fast ?\"}".getBytes(StandardCharsets.UTF_8);
        json[json.length - 3] = (byte) 0xC3;
        assertThrows(LlmException.class, () -> JsonTree.request(ByteBuffer.wrap(json)));
    }

    @Test
    void boundsItsDepth() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThrows(LlmException.class, () -> JsonTree.request(ByteBuffer.wrap(deep.getBytes())));
        assertTrue(JsonTree.find(ByteBuffer.wrap(deep.getBytes())).isEmpty());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
