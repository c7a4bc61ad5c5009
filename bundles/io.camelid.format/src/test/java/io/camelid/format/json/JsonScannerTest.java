package io.camelid.format.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private static final String[] PLACES = {"model", "usage.tokens", "choices.usage", "choices.a.b", "a"};
    private static final JsonPaths PATHS = JsonPaths.of(PLACES);

    /** Notes what is found as text. */
    private static final class Notes implements JsonFindings {
        final List<String> notes = new ArrayList<>();

        @Override
        public void scalar(int path, byte[] json, int from, int to, boolean quoted) {
            String raw = new String(json, from, to - from, StandardCharsets.UTF_8);
            notes.add(PLACES[path] + "=" + (quoted ? '"' + raw + '"' : raw));
        }

        @Override
        public void object(int path) {
            notes.add(PLACES[path] + "={}");
        }
    }

    @Test
    void findsValuesWhereTheyAreWanted() {
        assertEquals(
                List.of(
                        "model=\"x\\\"y\"",
                        "choices.usage=1",
                        "choices.a.b=true",
                        "choices.usage=null",
                        "usage.tokens=12",
                        "a={}"),
                found(
                        """
                        {"z": {"model": "no", "usage": {"tokens": 0}, "s": "}]\\"{"}, "model": "x\\"y",
                         "choices": [{"usage": 1, "a": {"b": true, "model": 2}}, {"usage":null}],
                         "usage": {"tokens": 12}, "a": {"b": 3}}
                        """));
    }

    @Test
    void looksThroughArrays() {
        assertEquals(List.of("a=1", "a=\"x\"", "a={}", "a=2"), found("{\"a\":[1,\"x\",{},[2]]}"));
        assertEquals(List.of(), found("{\"a\":[],\"model\":[]}"));
    }

    @Test
    void knowsWhenTheDocumentIsWhole() {
        assertTrue(isWhole("{}"));
        assertTrue(isWhole(" {\"model\":[{}]} \n"));
        for (String broken :
                List.of("", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1}}", "{}x", "<html>", "[DONE]")) {
            assertFalse(isWhole(broken), broken);
        }
    }

    @Test
    void cutsOffWhatComesInPieces() {
        String text = "x".repeat(10_000);
        Notes notes = new Notes();
        JsonScanner scanner = new JsonScanner(PATHS, notes);
        byte[] json = ("{\"model\":\"" + text + "\",\"" + text + "\":1,\"a\":2}").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < json.length; at += 100) {
            scanner.scan(json, at, Math.min(json.length, at + 100));
        }
        assertEquals(List.of("model=\"" + text.substring(0, JsonScanner.LONGEST_VALUE) + "\"", "a=2"), notes.notes);
        assertTrue(scanner.finished());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "{\"model\":[", "["})
    void depthCostsNothing(String opening) {
        JsonScanner scanner = new JsonScanner(PATHS, new Notes());
        byte[] json = opening.repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        scanner.scan(json, 0, json.length);
        assertFalse(scanner.finished());
    }

    @Test
    void startsAnew() {
        Notes notes = new Notes();
        JsonScanner scanner = new JsonScanner(PATHS, notes);
        byte[] broken = "{\"model\":\"a\\".getBytes(StandardCharsets.UTF_8);
        scanner.scan(broken, 0, broken.length);
        scanner.restart(JsonPaths.of("usage.tokens", "a.b.c.d.e.f.g"));
        byte[] json = "{\"usage\":{\"tokens\":\"b\"}}".getBytes(StandardCharsets.UTF_8);
        scanner.scan(json, 0, json.length);
        assertEquals(List.of("model=\"b\""), notes.notes);
        assertTrue(scanner.finished());
    }

    @Property
    void findsWhatATreeHas(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        JsonNode tree = documents.object(4);
        byte[] json = documents.write(tree);
        List<String> expected = new ArrayList<>();
        for (String place : PLACES) {
            collect(tree, place.split("\\."), 0, place, expected, 0);
        }
        Notes notes = new Notes();
        JsonScanner scanner = new JsonScanner(PATHS, notes);
        scanner.scan(json, 0, json.length);
        assertTrue(scanner.finished());
        assertEquals(sorted(expected), sorted(notes.notes));
    }

    /** What the scanner should find; it looks through as many arrays as its stack allows. */
    private static void collect(JsonNode node, String[] names, int at, String place, List<String> found, int arrays) {
        if (node.isArray()) {
            node.forEach(element -> collect(element, names, at, place, found, arrays + 1));
        } else if (at == names.length) {
            found.add(place + "=" + (node.isObject() ? "{}" : node.toString()));
        } else if (node.isObject() && node.has(names[at])) {
            collect(node.get(names[at]), names, at + 1, place, found, 0);
        }
    }

    private static List<String> sorted(List<String> list) {
        return list.stream().sorted().toList();
    }

    @Property
    void chunksDoNotMatter(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        byte[] json = documents.write(documents.object(4));
        if (seed % 3 == 0) {
            json = documents.damage(json);
        }
        Notes whole = new Notes();
        JsonScanner once = new JsonScanner(PATHS, whole);
        once.scan(json, 0, json.length);
        Notes pieces = new Notes();
        JsonScanner often = new JsonScanner(PATHS, pieces);
        Random random = new Random(seed);
        for (int at = 0; at < json.length; ) {
            int next = Math.min(json.length, at + random.nextInt(4));
            byte[] chunk = java.util.Arrays.copyOfRange(json, at, next);
            often.scan(chunk, 0, chunk.length);
            at = next;
        }
        assertEquals(whole.notes, pieces.notes);
        assertEquals(once.finished(), often.finished());
    }

    @Property
    void randomBytesNeverThrow(@ForAll byte[] bytes) {
        new JsonScanner(PATHS, new Notes()).scan(bytes, 0, bytes.length);
    }

    private static List<String> found(String json) {
        Notes notes = new Notes();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        new JsonScanner(PATHS, notes).scan(bytes, 0, bytes.length);
        return notes.notes;
    }

    private static boolean isWhole(String json) {
        JsonScanner scanner = new JsonScanner(PATHS, new Notes());
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        scanner.scan(bytes, 0, bytes.length);
        return scanner.finished();
    }
}
