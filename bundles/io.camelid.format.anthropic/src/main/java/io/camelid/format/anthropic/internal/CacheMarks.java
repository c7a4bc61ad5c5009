package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cache points of a request, of which Anthropic takes four: the latest cover the most. Not thread-safe. */
final class CacheMarks {
    private static final String MEMBER = "cache_control";
    private static final int MOST = 4;

    private final List<ObjectNode> marked = new ArrayList<>();
    private final Losses losses;

    CacheMarks(Losses losses) {
        this.losses = losses;
    }

    /** Puts a cache point on a tool or a block; these come in the order in which they are cached. */
    void mark(ObjectNode node, Part.CachePoint point) {
        if (!node.has(MEMBER)) {
            marked.add(node);
        }
        ObjectNode control = JsonTree.object().put("type", "ephemeral");
        point.ttl().filter(List.of("5m", "1h")::contains).ifPresent(ttl -> control.put("ttl", ttl));
        node.set(MEMBER, control);
    }

    /** Puts a cache point on the last block that may have one. */
    void markLast(List<ObjectNode> blocks, Part.CachePoint point) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (!blocks.get(i).path("type").asText().endsWith("thinking")) {
                mark(blocks.get(i), point);
                return;
            }
        }
        losses.add(Losses.CACHE_POINT);
    }

    /** Takes the cache points that are too many off again. */
    void limit() {
        for (ObjectNode extra : marked.subList(0, Math.max(0, marked.size() - MOST))) {
            extra.remove(MEMBER);
            losses.add(Losses.CACHE_POINT);
        }
    }

    /** The cache point that a member of a client's request asks for. */
    static Optional<Part.CachePoint> read(Members members) throws LlmException {
        Optional<Members> control = members.object(MEMBER);
        return control.isEmpty()
                ? Optional.empty()
                : Optional.of(new Part.CachePoint(control.get().string("ttl")));
    }
}
