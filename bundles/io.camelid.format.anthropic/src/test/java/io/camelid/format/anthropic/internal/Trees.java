package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** JSON to compare with. */
final class Trees {
    private Trees() {}

    static JsonNode tree(String json) {
        return tree(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    }

    static JsonNode tree(ByteBuffer json) {
        return JsonTree.find(json).orElseThrow(() -> new AssertionError("no JSON"));
    }
}
