package io.camelid.config.kubernetes.internal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON objects as plain maps, lists, text, {@code Long}, {@code Double}, booleans and nulls. */
final class Json {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

    private Json() {}

    static Map<String, Object> read(byte[] bytes, int length) {
        try {
            Map<String, Object> read = MAPPER.readValue(bytes, 0, length, OBJECT);
            return read == null ? Map.of() : read;
        } catch (JacksonException notJson) {
            throw ApiException.unanswered("an answer that is no JSON object"); // its text may hold a secret
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] write(Map<String, Object> value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The members of an object; none for anything else. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** The items of an array; none for anything else. */
    static List<?> array(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    static String text(Object value) {
        return value instanceof String text ? text : "";
    }

    /** A deep copy that cannot be changed, with the number types that reading gives. */
    static Object frozen(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, member) -> copy.put(String.valueOf(name), frozen(member)));
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(frozen(item)));
            return Collections.unmodifiableList(copy);
        }
        return value instanceof Integer number ? (Object) number.longValue() : value;
    }
}
