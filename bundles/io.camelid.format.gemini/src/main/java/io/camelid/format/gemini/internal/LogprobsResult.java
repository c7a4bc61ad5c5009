package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.TokenLogprob;
import java.util.ArrayList;
import java.util.List;

/** Google's {@code LogprobsResult}: the tokens chosen and, in a list as long, the likeliest for each place. */
final class LogprobsResult {
    private LogprobsResult() {}

    static List<TokenLogprob> read(JsonNode result) {
        List<TokenLogprob> tokens = new ArrayList<>();
        JsonNode top = result.path("topCandidates");
        for (JsonNode chosen : result.path("chosenCandidates")) {
            List<TokenLogprob> likeliest = new ArrayList<>();
            top.path(tokens.size()).path("candidates").forEach(one -> likeliest.add(token(one, List.of())));
            tokens.add(token(chosen, likeliest));
        }
        return tokens;
    }

    private static TokenLogprob token(JsonNode token, List<TokenLogprob> top) {
        return new TokenLogprob(
                token.path("token").asText(), token.path("logProbability").asDouble(), top);
    }

    static ObjectNode write(List<TokenLogprob> tokens) {
        ObjectNode result = JsonTree.object();
        ArrayNode chosen = result.putArray("chosenCandidates");
        ArrayNode top = result.putArray("topCandidates");
        for (TokenLogprob token : tokens) {
            token(token, chosen);
            ArrayNode candidates = top.addObject().putArray("candidates");
            token.top().forEach(one -> token(one, candidates));
        }
        return result;
    }

    private static void token(TokenLogprob token, ArrayNode into) {
        into.addObject().put("token", token.token()).put("logProbability", token.logprob());
    }
}
