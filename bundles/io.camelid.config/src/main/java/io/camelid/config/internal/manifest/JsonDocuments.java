package io.camelid.config.internal.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON values of a text, one after the other. */
final class JsonDocuments {
    private final JsonParser parser;
    private final List<Integer> itemLines = new ArrayList<>();

    private JsonDocuments(JsonParser parser) {
        this.parser = parser;
    }

    static List<Document> read(String text, Limits limits) throws SyntaxException {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxTokenCount(limits.values())
                        .build())
                .build();
        List<Document> documents = new ArrayList<>();
        try (JsonParser parser = factory.createParser(text)) {
            JsonDocuments reader = new JsonDocuments(parser);
            while (parser.nextToken() != null) {
                int line = parser.currentTokenLocation().getLineNr();
                Object value = reader.value(0);
                documents.addAll(ListUnfolding.unfold(value, line, reader.itemLines));
                reader.itemLines.clear();
            }
        } catch (JsonProcessingException broken) {
            int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
            throw new SyntaxException(line, "not JSON");
        } catch (IOException impossible) {
            throw new SyntaxException(0, "cannot be read");
        }
        return documents;
    }

    private Object value(int depth) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(depth);
            case START_ARRAY -> items(depth);
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getDoubleValue()
                        : (Object) parser.getLongValue();
            default -> parser.getText();
        };
    }

    private Map<String, Object> members(int depth) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(depth + 1));
        }
        return Collections.unmodifiableMap(members);
    }

    private List<Object> items(int depth) throws IOException {
        List<Object> items = new ArrayList<>();
        boolean listItems = depth == 1 && "items".equals(parser.currentName());
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (listItems) {
                itemLines.add(parser.currentTokenLocation().getLineNr());
            }
            items.add(value(depth + 1));
        }
        return Collections.unmodifiableList(items);
    }
}
