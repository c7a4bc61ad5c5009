package io.camelid.format.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The members of an object in a client's request. Each is asked for by its name and type; {@code null} counts as
 * absent. A member of another type is refused by its path, such as {@code messages[2].content}; members that nobody
 * asked for can be told as {@linkplain #unread losses}. For one request; not thread-safe.
 */
public final class Members {
    private final ObjectNode node;
    private final String path;
    private final Set<String> read = new HashSet<>();

    private Members(ObjectNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** The members of a request's body. */
    public static Members of(ObjectNode body) {
        return new Members(body, "");
    }

    /** The members of a value that must be an object. */
    public static Members of(JsonNode value, String path) throws LlmException {
        if (value instanceof ObjectNode object) {
            return new Members(object, path);
        }
        throw wrongType(path, "an object");
    }

    /** The path of a member of this object. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The path of this object; empty text for the body. */
    public String path() {
        return path;
    }

    /** A member of any type but null. */
    public Optional<JsonNode> value(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        read.add(name);
        return Optional.of(value);
    }

    /** A member that must be there. */
    public JsonNode required(String name) throws LlmException {
        return value(name).orElseThrow(() -> missing(path(name)));
    }

    public Optional<String> string(String name) throws LlmException {
        JsonNode value = value(name).orElse(null);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrongType(path(name), "a string");
        }
        return Optional.of(value.textValue());
    }

    public String requiredString(String name) throws LlmException {
        return string(name).orElseThrow(() -> missing(path(name)));
    }

    public Optional<Boolean> flag(String name) throws LlmException {
        JsonNode value = value(name).orElse(null);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            throw wrongType(path(name), "a boolean");
        }
        return Optional.of(value.booleanValue());
    }

    public OptionalDouble number(String name) throws LlmException {
        JsonNode value = value(name).orElse(null);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber()) {
            throw wrongType(path(name), "a number");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    /** A whole number; one that is written with a fraction of zero counts. */
    public OptionalLong integer(String name) throws LlmException {
        JsonNode value = value(name).orElse(null);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!value.isNumber() || value.doubleValue() != Math.rint(value.doubleValue()) || !value.canConvertToLong()) {
            throw wrongType(path(name), "an integer");
        }
        return OptionalLong.of(value.longValue());
    }

    public OptionalInt smallInteger(String name) throws LlmException {
        OptionalLong value = integer(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        long number = value.getAsLong();
        if (number != (int) number) {
            throw wrongType(path(name), "a 32-bit integer");
        }
        return OptionalInt.of((int) number);
    }

    /** The members of an object. */
    public Optional<Members> object(String name) throws LlmException {
        JsonNode value = value(name).orElse(null);
        return value == null ? Optional.empty() : Optional.of(of(value, path(name)));
    }

    /** The elements of an array; none if it is absent. */
    public List<JsonNode> array(String name) throws LlmException {
        JsonNode value = value(name).orElse(null);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrongType(path(name), "an array");
        }
        List<JsonNode> elements = new ArrayList<>(value.size());
        value.forEach(elements::add);
        return elements;
    }

    /** The objects of an array; none if it is absent. */
    public List<Members> objects(String name) throws LlmException {
        List<JsonNode> elements = array(name);
        List<Members> objects = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            objects.add(of(elements.get(i), path(name) + "[" + i + "]"));
        }
        return objects;
    }

    /** The strings of an array, or a single string as a list of one; none if it is absent. */
    public List<String> strings(String name) throws LlmException {
        JsonNode value = value(name).orElse(null);
        if (value != null && value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isTextual()) {
                throw wrongType(path(name), "an array of strings");
            }
            strings.add(element.textValue());
        }
        return strings;
    }

    /** Says that members are of no account: reading them changes nothing and nothing is lost. */
    public void passOver(String... names) {
        read.addAll(List.of(names));
    }

    /** Tells the members that nobody asked for; an empty or false one is no loss. */
    public void unread(Losses losses) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!read.contains(name) && saysSomething(node.get(name))) {
                losses.add(withoutIndexes(path(name)));
            }
        }
    }

    private static boolean saysSomething(JsonNode value) {
        boolean empty = value.isContainerNode() && value.isEmpty();
        boolean off = value.isBoolean() && !value.booleanValue();
        return !value.isNull() && !empty && !off;
    }

    private static String withoutIndexes(String path) {
        return path.replaceAll("\\[\\d+]", "[]");
    }

    /** A refusal of a member at a path of this object. */
    public LlmException invalid(String name, String message) {
        return new LlmException(LlmError.invalid("invalid_value", path(name), message));
    }

    private static LlmException missing(String path) {
        return new LlmException(
                LlmError.invalid("missing_required_parameter", path, "Missing required parameter: '" + path + "'."));
    }

    private static LlmException wrongType(String path, String expected) {
        return new LlmException(
                LlmError.invalid("invalid_type", path, "Invalid type for '" + path + "': expected " + expected + "."));
    }
}
