package io.camelid.format.tree;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
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

    // Made once: it knows already how trees are written.
    private static final ObjectWriter WRITER = MAPPER.writerFor(JsonNode.class);

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
        byte[] bytes;
        int from = 0;
        if (json.hasArray()) {
            bytes = json.array();
            from = json.arrayOffset() + json.position();
        } else {
            bytes = new byte[json.remaining()];
            json.duplicate().get(bytes);
        }
        try (JsonParser parser = FACTORY.createParser(bytes, from, json.remaining())) {
            if (parser.nextToken() == null) {
                return MissingNode.getInstance();
            }
            JsonNode node = new TreeReader(parser, bytes, from).value();
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value");
            }
            return node;
        }
    }

    /** A tree as UTF-8. */
    public static ByteBuffer bytes(JsonNode node) {
        TreeWriter.Bytes bytes = new TreeWriter.Bytes();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
            new TreeWriter(generator).write(node);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.buffer();
    }

    /** A tree as text. */
    public static String text(JsonNode node) {
        try {
            return WRITER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A tree as a value of the canonical model. */
    public static Json json(JsonNode node) {
        return new Json(text(node));
    }
}
