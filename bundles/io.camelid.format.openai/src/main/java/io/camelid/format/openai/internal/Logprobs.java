package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.TokenLogprob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Probabilities of tokens, which look alike in both of OpenAI's chat APIs. */
final class Logprobs {
    private Logprobs() {}

    static List<TokenLogprob> read(JsonNode tokens) {
        List<TokenLogprob> read = new ArrayList<>(tokens.size());
        for (JsonNode token : tokens) {
            List<TokenLogprob> top = new ArrayList<>();
            for (JsonNode other : token.path("top_logprobs")) {
                top.add(one(other, List.of()));
            }
            read.add(one(token, top));
        }
        return read;
    }

    private static TokenLogprob one(JsonNode token, List<TokenLogprob> top) {
        return new TokenLogprob(
                Nodes.text(token, "token"), token.path("logprob").asDouble(), top);
    }

    static ArrayNode write(List<TokenLogprob> tokens) {
        ArrayNode all = JsonTree.object().arrayNode();
        for (TokenLogprob token : tokens) {
            ObjectNode node = one(token);
            ArrayNode top = node.putArray("top_logprobs");
            token.top().forEach(other -> top.add(one(other)));
            all.add(node);
        }
        return all;
    }

    private static ObjectNode one(TokenLogprob token) {
        ObjectNode node = JsonTree.object().put("token", token.token()).put("logprob", token.logprob());
        ArrayNode bytes = node.putArray("bytes");
        for (byte b : token.token().getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xFF);
        }
        return node;
    }
}
