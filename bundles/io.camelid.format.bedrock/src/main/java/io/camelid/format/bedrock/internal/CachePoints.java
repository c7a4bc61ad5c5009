package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Cache points in Converse's lists of tools, system blocks and content blocks. */
final class CachePoints {
    static final String MEMBER = "cachePoint";

    private static final String TTL = "ttl";
    private static final Set<String> TTLS = Set.of("5m", "1h");
    /** The most that a request may have. */
    private static final int MOST = 4;

    private CachePoints() {}

    static ObjectNode block(Part.CachePoint point) {
        ObjectNode block = JsonTree.object();
        ObjectNode content = block.putObject(MEMBER).put("type", "default");
        point.ttl().filter(TTLS::contains).ifPresent(ttl -> content.put(TTL, ttl));
        return block;
    }

    static Part.CachePoint read(JsonNode point) {
        return new Part.CachePoint(
                Optional.of(point.path(TTL)).filter(JsonNode::isTextual).map(JsonNode::textValue));
    }

    /**
     * Takes away what the API refuses: points with nothing before them, points after points, and all but the last few, which
     * cover most of the conversation.
     *
     * @param lists in the order in which the model reads them
     */
    static void limit(List<ArrayNode> lists, Losses losses) {
        int points = 0;
        for (ArrayNode list : lists) {
            boolean[] follows = new boolean[1];
            points += keep(
                    list,
                    block -> {
                        boolean point = block.has(MEMBER);
                        boolean kept = !point || follows[0];
                        follows[0] = !point;
                        return kept;
                    },
                    losses);
        }
        int[] surplus = {points - MOST};
        for (ArrayNode list : lists) {
            keep(list, block -> !block.has(MEMBER) || surplus[0]-- <= 0, losses);
        }
    }

    /** Takes away the blocks that are not wanted; how many cache points are left. */
    private static int keep(ArrayNode list, Predicate<JsonNode> wanted, Losses losses) {
        List<JsonNode> kept = new ArrayList<>(list.size());
        int points = 0;
        for (JsonNode block : list) {
            if (wanted.test(block)) {
                kept.add(block);
                points += block.has(MEMBER) ? 1 : 0;
            } else {
                losses.add(Losses.CACHE_POINT);
            }
        }
        list.removeAll().addAll(kept);
        return points;
    }
}
