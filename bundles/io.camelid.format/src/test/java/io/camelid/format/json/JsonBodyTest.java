package io.camelid.format.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.RequestEdit;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    private static final Set<String> KNOWN = Set.of("model", "stream", "messages", "temperature", "max_tokens");

    @Test
    void readsWhatItIsAskedFor() throws LlmException {
        JsonBody body = read(
                """
                { "model" : "gpt-\\u0034o", "x": {"model": "inner"}, "messages": [{"stream": true}],
                  "stream" : true, "temperature": 0.7, "max_tokens": 256 }
                """);

        assertEquals("gpt-4o", body.text("model"));
        assertTrue(body.flag("stream"));
        assertTrue(body.isArray("messages"));
        assertEquals(Optional.of(0.7), body.number("temperature"));
        assertEquals(Optional.of(256L), body.number("max_tokens"));
    }

    @Test
    void absentAndNullReadAsNothing() throws LlmException {
        for (String json : List.of("{}", "{\"model\":null,\"stream\":null,\"temperature\":null}")) {
            JsonBody body = read(json);
            assertEquals("", body.text("model"));
            assertFalse(body.flag("stream"));
            assertFalse(body.isArray("messages"));
            assertEquals(Optional.empty(), body.number("temperature"));
        }
        assertTrue(read("{\"model\":null}").has("model"));
        assertFalse(read("{\"models\":null}").has("model"));
    }

    @Test
    void aWrongTypeNamesTheMemberAndNotTheValue() throws LlmException {
        LlmError number = assertThrows(
                        LlmException.class, () -> read("{\"model\":4711}").text("model"))
                .error();
        assertEquals("invalid_type", number.code());
        assertEquals(Optional.of("model"), number.param());
        assertEquals("Invalid type for 'model': expected a string, but got a number instead.", number.message());
        LlmError text = assertThrows(
                        LlmException.class, () -> read("{\"stream\":\"yes\"}").flag("stream"))
                .error();
        assertEquals("Invalid type for 'stream': expected a boolean, but got a string instead.", text.message());
    }

    @Test
    void theLastOfSeveralMembersCounts() throws LlmException {
        assertEquals("b", read("{\"model\":\"a\",\"mo\\u0064el\":\"b\"}").text("model"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "[]",
                "\"text\"",
                "{",
                "{\"secret\":tru}",
                "{\"secret\":1,}",
                "{\"secret\":01}",
                "{\"secret\":\"a\nb\"}",
                "{\"secret\":'a'}",
                "{secret:1}",
                "{\"secret\":NaN}",
                "{\"secret\":1}}",
                "{\"secret\":1} x",
                "{\"secret\":1}{}",
                "{\"secret\":1} /* */",
                "{\"secret\":\"\\x\"}",
                "{\"secret\":[1}",
                "{\"model\":\"unfinished"
            })
    void refusesWhatIsNoObject(String json) {
        LlmError error = assertThrows(LlmException.class, () -> read(json)).error();
        assertEquals("invalid_json", error.code());
        assertEquals(400, error.status());
        assertEquals(ErrorKind.INVALID_REQUEST, error.kind());
        assertFalse(error.message().contains("secret"), error.message());
        assertFalse(error.message().contains("tru"), error.message());
    }

    @Test
    void tellsWhereTheFaultIs() {
        LlmError error = assertThrows(LlmException.class, () -> read("{\n  \"a\": 1,\n  \"b\": ]\n}"))
                .error();
        assertTrue(error.message().contains("line 3, column 8"), error.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void refusesOtherEncodings(String charset) {
        byte[] bytes = "{\"model\":\"a\"}".getBytes(Charset.forName(charset));
        LlmError error = assertThrows(LlmException.class, () -> JsonBody.read(ByteBuffer.wrap(bytes), KNOWN))
                .error();
        assertEquals("The request body is not UTF-8.", error.message());
    }

    @Test
    void refusesBrokenUtf8() {
        byte[] bytes = "{\"model\":\"a\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(LlmException.class, () -> JsonBody.read(ByteBuffer.wrap(bytes), KNOWN));
    }

    @Test
    void aByteOrderMarkIsIgnoredAndKept() throws LlmException {
        JsonBody body = read("\uFEFF{\"model\":\"a\"}");
        assertEquals("a", body.text("model"));
        assertEquals("\uFEFF{\"model\":\"b\"}", text(body.edited(List.of(new RequestEdit.Model("b")))));
    }

    @Test
    void bounds() throws LlmException {
        assertEquals("a", read(nested(499) + ",\"model\":\"a\"}").text("model"));
        refusedAsTooMuch(nested(500) + "}");
        refusedAsTooMuch("{\"a\":" + "1".repeat(1_001) + "}");
        refusedAsTooMuch("{\"a\":" + "1".repeat(3_000_000) + "}");
        refusedAsTooMuch("{\"a\":0." + "1".repeat(3_000_000) + "}");
        refusedAsTooMuch("{\"" + "n".repeat(9_000) + "\":1}");
        refusedAsTooMuch("{\"" + "n".repeat(3_000_000) + "\":1}");
        String longName = "x".repeat(3_000_000);
        assertEquals(longName, read("{\"model\":\"" + longName + "\"}").text("model"));
    }

    private static String nested(int depth) {
        return "{\"x\":" + "[".repeat(depth) + "]".repeat(depth);
    }

    private static void refusedAsTooMuch(String json) {
        LlmError error = assertThrows(LlmException.class, () -> read(json)).error();
        assertEquals("invalid_json", error.code());
        assertTrue(error.message().contains("deeper than 500"), error.message());
    }

    @Test
    void takesBuffersOfEveryKind() throws LlmException {
        byte[] bytes = "junk{\"model\":\"a\",\"n\":1}junk".getBytes(StandardCharsets.UTF_8);
        ByteBuffer heap = ByteBuffer.wrap(bytes).position(2).slice().position(2).limit(bytes.length - 6);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(bytes.length).put(bytes).position(4).limit(bytes.length - 4);
        for (ByteBuffer buffer : List.of(heap, heap.asReadOnlyBuffer(), direct)) {
            int position = buffer.position();
            JsonBody body = JsonBody.read(buffer, KNOWN);
            assertEquals("a", body.text("model"));
            assertEquals("{\"model\":\"b\",\"n\":1}", text(body.edited(List.of(new RequestEdit.Model("b")))));
            assertEquals("{\"model\":\"a\",\"n\":1}", text(body.edited(List.of())));
            assertEquals(position, buffer.position());
        }
    }

    @Test
    void anEditThatChangesNothingCopiesNothing() throws LlmException {
        ByteBuffer buffer = ByteBuffer.wrap("{\"model\":\"a\"}".getBytes(StandardCharsets.UTF_8));
        JsonBody body = JsonBody.read(buffer, KNOWN);
        ByteBuffer same = body.edited(List.of(
                new RequestEdit.Model("a"),
                new RequestEdit.Default("model", "\"b\""),
                new RequestEdit.Remove("stream"),
                new RequestEdit.Rename("max_tokens", "max_completion_tokens")));
        assertSame(buffer.array(), same.array());
    }

    @Test
    void editsLeaveEveryOtherByteAlone() throws LlmException {
        edits("{\"a\":1}", "{\"a\":1,\"c\":0}", new RequestEdit.Set("c", "0"));
        edits("{ \"a\" : 1 , \"c\" :\t2}", "{ \"a\" : 1 , \"c\" :\t0}", new RequestEdit.Set("c", "0"));
        edits("{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\"c\":0\n}\n", new RequestEdit.Set("c", "0"));
        edits("{}", "{\"c\":0,\"d\":1}", new RequestEdit.Set("c", "0"), new RequestEdit.Default("d", "1"));
        edits(" { } ", " {\"c\":0 } ", new RequestEdit.Default("c", "0"));
        edits("{\"c\":[{}]}", "{\"c\":[{}]}", new RequestEdit.Default("c", "0"));
        edits("{\"c\":[{\"}\":1}],\"d\":1}", "{\"c\":0,\"d\":1}", new RequestEdit.Set("c", "0"));
        edits("{\"c\":\"\\\"\",\"d\":1}", "{\"c\":0,\"d\":1}", new RequestEdit.Set("c", "0"));
    }

    @Test
    void removalTakesOneComma() throws LlmException {
        edits("{\"a\":1}", "{}", new RequestEdit.Remove("a"));
        edits("{\"a\":1,\"b\":2,\"c\":3}", "{\"b\":2,\"c\":3}", new RequestEdit.Remove("a"));
        edits("{\"a\":1, \"b\":2, \"c\":3}", "{\"a\":1,  \"c\":3}", new RequestEdit.Remove("b"));
        edits("{\"a\":1, \"b\":2 , \"c\":3 }", "{\"a\":1, \"b\":2  }", new RequestEdit.Remove("c"));
        edits("{\"a\":1, \"b\":2, \"c\":3}", "{\"a\":1}", new RequestEdit.Remove("c"), new RequestEdit.Remove("b"));
        edits(
                "{\"a\":1,\"b\":2}",
                "{\"c\":3}",
                new RequestEdit.Remove("a"),
                new RequestEdit.Remove("b"),
                new RequestEdit.Set("c", "3"));
    }

    @Test
    void editsTouchEveryOccurrence() throws LlmException {
        edits("{\"a\":1,\"b\":2,\"\\u0061\":3}", "{\"a\":0,\"b\":2,\"\\u0061\":0}", new RequestEdit.Set("a", "0"));
        edits("{\"a\":1,\"b\":2,\"a\":3}", "{\"b\":2}", new RequestEdit.Remove("a"));
        edits("{\"a\":1,\"b\":2,\"a\":3}", "{\"c\":1,\"b\":2,\"c\":3}", new RequestEdit.Rename("a", "c"));
    }

    @Test
    void renameKeepsTheValueAndYieldsToAMemberOfThatName() throws LlmException {
        edits("{\"a\" : [1], \"b\":2}", "{\"c\" : [1], \"b\":2}", new RequestEdit.Rename("a", "c"));
        edits("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":2}", new RequestEdit.Rename("a", "b"));
        edits("{\"b\":2}", "{\"b\":2}", new RequestEdit.Rename("a", "c"));
    }

    @Test
    void editsBuildOnEachOther() throws LlmException {
        edits(
                "{\"a\":1}",
                "{\"b\":3}",
                new RequestEdit.Rename("a", "b"),
                new RequestEdit.Set("b", "2"),
                new RequestEdit.Set("b", "3"));
        edits("{\"a\":1}", "{\"a\":1}", new RequestEdit.Set("b", "2"), new RequestEdit.Remove("b"));
        edits(
                "{\"a\":1}",
                "{\"c\":2}",
                new RequestEdit.Remove("a"),
                new RequestEdit.Set("b", "2"),
                new RequestEdit.Rename("b", "c"));
        edits("{\"a\":1}", "{\"b\":1,\"a\":2}", new RequestEdit.Rename("a", "b"), new RequestEdit.Set("a", "2"));
    }

    @Test
    void aModelIsQuoted() throws LlmException {
        edits("{\"model\":\"a\"}", "{\"model\":\"a\\\"\\\\\\nü\"}", new RequestEdit.Model("a\"\\\nü"));
    }

    private static void edits(String before, String after, RequestEdit... edits) throws LlmException {
        assertEquals(after, text(read(before).edited(List.of(edits))), "scanned again for unknown names");
        JsonBody prepared = JsonBody.read(
                ByteBuffer.wrap(before.getBytes(StandardCharsets.UTF_8)), Set.of("a", "b", "c", "d", "model"));
        assertEquals(after, text(prepared.edited(List.of(edits))));
    }

    private static JsonBody read(String json) throws LlmException {
        return JsonBody.read(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), KNOWN);
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }
}
