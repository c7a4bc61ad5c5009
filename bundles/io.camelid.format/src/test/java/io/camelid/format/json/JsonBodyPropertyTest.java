package io.camelid.format.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.RequestEdit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class JsonBodyPropertyTest {
    private static final Set<String> KNOWN = Set.of("a", "model", "usage");
    private static final ObjectReader STRICT =
            JsonDocuments.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Property
    void editsMeanWhatTheyMeanOnATree(@ForAll long seed) throws Exception {
        JsonDocuments documents = new JsonDocuments(seed);
        ObjectNode tree = documents.object(4);
        JsonBody body = JsonBody.read(ByteBuffer.wrap(documents.write(tree)), KNOWN);
        List<RequestEdit> edits = edits(new Random(seed), documents);

        ByteBuffer edited = body.edited(edits);

        edits.forEach(edit -> apply(edit, tree));
        assertEquals(tree, parse(edited), () -> edits.toString());
    }

    private static List<RequestEdit> edits(Random random, JsonDocuments documents) {
        List<RequestEdit> edits = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String json = documents.value(2).toString();
            edits.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new RequestEdit.Model(documents.name());
                        case 1 -> new RequestEdit.Set(documents.name(), json);
                        case 2 -> new RequestEdit.Default(documents.name(), json);
                        case 3 -> new RequestEdit.Remove(documents.name());
                        default -> new RequestEdit.Rename(documents.name(), documents.name());
                    });
        }
        return edits;
    }

    private static void apply(RequestEdit edit, ObjectNode tree) {
        if (edit instanceof RequestEdit.Model model) {
            tree.put("model", model.name());
        } else if (edit instanceof RequestEdit.Set set) {
            tree.set(set.member(), parse(set.json()));
        } else if (edit instanceof RequestEdit.Default preset && !tree.has(preset.member())) {
            tree.set(preset.member(), parse(preset.json()));
        } else if (edit instanceof RequestEdit.Remove remove) {
            tree.remove(remove.member());
        } else if (edit instanceof RequestEdit.Rename rename && tree.has(rename.from()) && !tree.has(rename.to())) {
            tree.set(rename.to(), tree.remove(rename.from()));
        }
    }

    @Property(tries = 5_000)
    void acceptsExactlyWhatAFullParserAccepts(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        byte[] json = documents.damage(documents.write(documents.object(3)));
        assertEquals(isObject(json), isAccepted(json), () -> new String(json, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Property
    void randomBytesAreRefusedAndNothingElse(@ForAll byte[] bytes) {
        assertEquals(isObject(bytes), isAccepted(bytes));
    }

    private static boolean isAccepted(byte[] json) {
        try {
            JsonBody.read(ByteBuffer.wrap(json), KNOWN);
            return true;
        } catch (LlmException refused) {
            return false;
        }
    }

    private static boolean isObject(byte[] json) {
        try {
            return STRICT.readTree(json).isObject();
        } catch (IOException broken) {
            return false;
        }
    }

    private static JsonNode parse(String json) {
        try {
            return STRICT.readTree(json);
        } catch (IOException broken) {
            throw new AssertionError(json, broken);
        }
    }

    private static JsonNode parse(ByteBuffer json) throws IOException {
        byte[] bytes = new byte[json.remaining()];
        json.get(bytes);
        return STRICT.readTree(bytes);
    }
}
