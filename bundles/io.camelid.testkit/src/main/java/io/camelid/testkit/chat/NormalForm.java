package io.camelid.testkit.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What two conversations have in common that say the same: neighbours of one role are one turn, results come before words and
 * words before calls, words that follow each other are one text, ids of calls are counted, JSON has no spaces, and what was
 * declared as lost is gone.
 */
final class NormalForm {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> losses;
    private final Map<String, String> ids = new HashMap<>();

    NormalForm(Set<String> losses) {
        this.losses = losses;
    }

    List<Turn> of(List<Turn> turns) {
        List<Turn> normal = new ArrayList<>();
        for (Turn turn : Turn.alternating(turns)) {
            List<Part> parts = parts(turn.parts());
            if (!parts.isEmpty()) {
                normal.add(new Turn(turn.role(), parts));
            }
        }
        return Turn.alternating(normal).stream()
                .map(turn -> new Turn(turn.role(), turn.role() == Role.USER ? parts(turn.parts()) : turn.parts()))
                .toList();
    }

    List<Part> parts(List<Part> parts) {
        List<Part> sorted = parts.stream()
                .filter(this::isKept)
                .map(this::normal)
                .sorted(Comparator.comparingInt(NormalForm::rank))
                .toList();
        List<Part> joined = new ArrayList<>();
        for (Part part : sorted) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last) instanceof Part.Text before && part instanceof Part.Text text) {
                joined.set(last, new Part.Text(before.text() + text.text()));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    private boolean isKept(Part part) {
        if (part instanceof Part.Text text) {
            return !text.text().isEmpty();
        }
        if (part instanceof Part.Reasoning || part instanceof Part.RedactedReasoning) {
            return !losses.contains(Losses.REASONING_HISTORY);
        }
        return !(part instanceof Part.CachePoint) || !losses.contains(Losses.CACHE_POINT);
    }

    private Part normal(Part part) {
        if (part instanceof Part.ToolCall call) {
            return new Part.ToolCall(id(call.id()), call.name(), json(call.arguments()), Optional.empty());
        }
        if (part instanceof Part.ToolResult result) {
            return new Part.ToolResult(
                    id(result.callId()),
                    "",
                    parts(result.content()),
                    result.error() && !losses.contains(Losses.TOOL_ERROR));
        }
        return part;
    }

    private String id(String id) {
        return ids.computeIfAbsent(id, fresh -> "call " + ids.size());
    }

    private static int rank(Part part) {
        if (part instanceof Part.ToolResult) {
            return 0;
        }
        if (part instanceof Part.Reasoning || part instanceof Part.RedactedReasoning) {
            return 1;
        }
        return part instanceof Part.ToolCall ? 3 : 2;
    }

    static Json json(Json json) {
        try {
            return new Json(JSON.readTree(json.text()).toString());
        } catch (JsonProcessingException malformed) {
            return json;
        }
    }
}
