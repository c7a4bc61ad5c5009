package io.camelid.shell.internal.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place in a document of maps, lists and scalars. What is not there is an empty place. */
record Node(Object value) {
    Node get(String member) {
        return new Node(value instanceof Map<?, ?> map ? map.get(member) : null);
    }

    List<Node> items() {
        return value instanceof List<?> list ? list.stream().map(Node::new).toList() : List.of();
    }

    Optional<String> text() {
        return Optional.ofNullable(value).map(String::valueOf);
    }
}
