package io.camelid.shell.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as the commands print it. */
public final class Json {
    // Escaped, because a session's encoding may be anything.
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    /**
     * An object that keeps the order of its members. Members whose value is null or an empty {@link
     * Optional} are left out.
     *
     * @param pairs name, value, name, value …
     */
    public static Map<String, Object> object(Object... pairs) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1] instanceof Optional<?> optional ? optional.orElse(null) : pairs[i + 1];
            if (value != null) {
                object.put((String) pairs[i], value);
            }
        }
        return object;
    }

    /** One line of JSON in ASCII. */
    public static String array(List<?> items) {
        try {
            return MAPPER.writeValueAsString(items);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and scalars always have a JSON form", e);
        }
    }
}
