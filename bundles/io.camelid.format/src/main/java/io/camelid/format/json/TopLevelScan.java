package io.camelid.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks a whole document and notes where the wanted top-level members are. Strings are skipped, not
 * decoded, so the cost is about a nanosecond a byte whatever the document holds.
 */
final class TopLevelScan {
    private static final int MAX_DEPTH = 500;
    private static final int MAX_NUMBER = 1_000;
    private static final int MAX_NAME = 8_192;

    // Interning would let clients fill the JVM's string table. Only numbers and names are ever decoded
    // here, so the string bound is theirs and not the body's.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(MAX_NAME)
                    .build())
            .build();

    private TopLevelScan() {}

    /**
     * The wanted members in their order, repeated ones as often as they come.
     *
     * @throws LlmException {@code invalid_json}, with the place but nothing of the content
     */
    static List<JsonMember> scan(byte[] json, int from, int to, Set<String> wanted) throws LlmException {
        int start = from + lengthOfMark(json, from, to);
        List<JsonMember> members = new ArrayList<>(wanted.size());
        try (JsonParser parser = FACTORY.createParser(json, start, to - start)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw refusal("The request body is empty; it must be a JSON object.");
            }
            if (first != JsonToken.START_OBJECT) {
                throw refusal("The request body must be a JSON object.");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                if (wanted.contains(name)) {
                    members.add(new JsonMember(
                            name, start + (int) parser.currentTokenLocation().getByteOffset()));
                }
                parser.nextToken();
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw malformed(parser.currentTokenLocation());
            }
            return members;
        } catch (StreamConstraintsException tooMuch) {
            throw refusal("The request body is nested deeper than " + MAX_DEPTH + " levels, has a name longer than "
                    + MAX_NAME + " bytes or a number longer than " + MAX_NUMBER + " digits.");
        } catch (JsonProcessingException broken) {
            throw malformed(broken.getLocation());
        } catch (IOException impossible) {
            throw new IllegalStateException("reading an array failed", impossible);
        }
    }

    /** A UTF-8 byte order mark may be ignored (RFC 8259 §8.1); any other encoding must not be sent. */
    private static int lengthOfMark(byte[] json, int from, int to) throws LlmException {
        for (int at = from; at < Math.min(from + 4, to); at++) {
            // No JSON text has a NUL in UTF-8, and all have one here in UTF-16 and UTF-32.
            if (json[at] == 0 || json[at] == (byte) 0xFE || json[at] == (byte) 0xFF) {
                throw refusal("The request body is not UTF-8.");
            }
        }
        boolean marked = to - from >= 3
                && json[from] == (byte) 0xEF
                && json[from + 1] == (byte) 0xBB
                && json[from + 2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    private static LlmException malformed(JsonLocation at) {
        return refusal("The request body is not valid JSON: line " + at.getLineNr() + ", column " + at.getColumnNr()
                + " is not what is expected there.");
    }

    private static LlmException refusal(String message) {
        return new LlmException(LlmError.of(ErrorKind.INVALID_REQUEST, "invalid_json", message));
    }
}
