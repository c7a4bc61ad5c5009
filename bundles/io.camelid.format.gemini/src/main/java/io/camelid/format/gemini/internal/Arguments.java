package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Json;

/** A call's arguments, which for Google are an object whatever the model wrote. */
final class Arguments {
    private Arguments() {}

    static ObjectNode of(Json arguments) {
        return JsonTree.find(arguments)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElseGet(JsonTree::object);
    }
}
