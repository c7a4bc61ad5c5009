package io.camelid.admin.internal.http;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of the admin listener.
 *
 * @param method {@code GET}, or what is refused
 * @param path decoded, with a leading slash
 * @param parameters of the query string; of several with one name all values
 * @param accept the {@code Accept} field; empty text when there is none
 */
public record Query(String method, String path, Map<String, List<String>> parameters, String accept) {
    public boolean isGet() {
        return method.equals("GET");
    }

    /** The path's non-empty segments. */
    public List<String> segments() {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .toList();
    }

    /** The first value of a parameter that is not empty. */
    public Optional<String> parameter(String name) {
        return all(name).stream().filter(value -> !value.isEmpty()).findFirst();
    }

    /** All values of a parameter. */
    public List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** Whether a parameter is there and says yes, as Kubernetes reads it. */
    public boolean isSet(String name) {
        return parameter(name)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }
}
