package io.camelid.format.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads and writes JSON trees with bounded depth. Numbers keep their precision. Thread-safe. */
public final class JsonTree {
    private static final int MAX_DEPTH = 500;
    private static final int MAX_NUMBER = 1_000;
    private static final int MAX_NAME = 8_192;

    // Interning would let clients fill the JVM's string table. A string, such as a picture in base64, may be as long as
    // the body, which has a limit of its own.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_NAME)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    private JsonTree() {}

    /** A new, empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * A client's request body.
     *
     * @throws LlmException {@code invalid_json} with the place but nothing of the content, if this is no JSON object
     */
    public static ObjectNode request(ByteBuffer body) throws LlmException {
        try {
            if (parse(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException broken) {
            JsonLocation at = broken.getLocation();
            throw refusal("The request body is not valid JSON"
                    + (at == null
                            ? "."
                            : ": line " + at.getLineNr() + ", column " + at.getColumnNr()
                                    + " is not what is expected there."));
        } catch (IOException notText) {
            throw refusal("The request body is not valid JSON.");
        }
        throw refusal("The request body must be a JSON object.");
    }

    private static LlmException refusal(String message) {
        return new LlmException(LlmError.of(ErrorKind.INVALID_REQUEST, "invalid_json", message));
    }

    /**
     * A provider's answer.
     *
     * @throws LlmException {@code upstream_unusable_answer}, if this is no JSON object
     */
    public static ObjectNode answer(ByteBuffer body) throws LlmException {
        return find(body)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElseThrow(() -> unusable("a body that is no JSON object"));
    }

    /** An answer that cannot be used. */
    public static LlmException unusable(String what) {
        return new LlmException(LlmError.of(ErrorKind.UPSTREAM, "upstream_unusable_answer", "sent " + what));
    }

    /** Any JSON value; empty if the bytes are none. */
    public static Optional<JsonNode> find(ByteBuffer json) {
        try {
            return Optional.of(parse(json)).filter(node -> !node.isMissingNode());
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    /** The value that a text stands for; empty if it is none. */
    public static Optional<JsonNode> find(Json json) {
        try {
            return Optional.of(MAPPER.readTree(json.text())).filter(node -> !node.isMissingNode());
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
    }

    private static JsonNode parse(ByteBuffer json) throws IOException {
        try (JsonParser parser = parser(json)) {
            JsonNode node = MAPPER.reader().readTree(parser);
            if (node == null) {
                return MAPPER.missingNode();
            }
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value");
            }
            return node;
        }
    }

    private static JsonParser parser(ByteBuffer json) throws IOException {
        if (json.hasArray()) {
            return FACTORY.createParser(json.array(), json.arrayOffset() + json.position(), json.remaining());
        }
        byte[] bytes = new byte[json.remaining()];
        json.duplicate().get(bytes);
        return FACTORY.createParser(bytes);
    }

    /** A tree as UTF-8. */
    public static ByteBuffer bytes(JsonNode node) {
        try {
            return ByteBuffer.wrap(MAPPER.writeValueAsBytes(node));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A tree as text. */
    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A tree as a value of the canonical model. */
    public static Json json(JsonNode node) {
        return new Json(text(node));
    }
}
