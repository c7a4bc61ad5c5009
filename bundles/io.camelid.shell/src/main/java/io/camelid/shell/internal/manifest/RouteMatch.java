package io.camelid.shell.internal.manifest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A match of an HTTPRoute's rule, as its author wrote it.
 *
 * @param pathType {@code Exact}, {@code PathPrefix} or {@code RegularExpression}
 * @param method empty when any will do
 */
public record RouteMatch(
        String pathType, String path, Optional<String> method, List<Field> headers, List<Field> query) {
    /** What a rule without matches matches: everything. */
    static final RouteMatch ANY = new RouteMatch("PathPrefix", "/", Optional.empty(), List.of(), List.of());

    /**
     * A header field or query parameter that the request must have.
     *
     * @param value what it must be; a pattern unless {@code exact}
     */
    public record Field(String name, String value, boolean exact) {
        static Field of(Node node) {
            return new Field(
                    node.get("name").text().orElse(""),
                    node.get("value").text().orElse(""),
                    node.get("type").text().orElse("Exact").equals("Exact"));
        }

        private String shown(String kind) {
            return kind + " " + name + (exact ? "=" : "~") + value;
        }
    }

    static RouteMatch of(Node match) {
        Node path = match.get("path");
        return new RouteMatch(
                path.get("type").text().orElse(ANY.pathType),
                path.get("value").text().orElse(ANY.path),
                match.get("method").text(),
                match.get("headers").items().stream().map(Field::of).toList(),
                match.get("queryParams").items().stream().map(Field::of).toList());
    }

    /** For example {@code POST PathPrefix /openai, header x-team=blue}. */
    @Override
    public String toString() {
        String start = method.map(name -> name + " ").orElse("") + pathType + " " + path;
        return Stream.of(
                        Stream.of(start),
                        headers.stream().map(field -> field.shown("header")),
                        query.stream().map(field -> field.shown("query")))
                .flatMap(part -> part)
                .collect(Collectors.joining(", "));
    }
}
