package io.camelid.spi.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What one side says. {@link Part.ToolResult}s are in turns of the {@linkplain Role#USER user}, {@link Part.ToolCall}s
 * and reasoning in turns of the {@linkplain Role#ASSISTANT assistant}.
 */
public record Turn(Role role, List<Part> parts) {
    public Turn {
        Objects.requireNonNull(role, "role");
        parts = List.copyOf(parts);
    }

    public static Turn user(Part... parts) {
        return new Turn(Role.USER, List.of(parts));
    }

    public static Turn assistant(Part... parts) {
        return new Turn(Role.ASSISTANT, List.of(parts));
    }

    /** The same conversation with neighbours of one role made one, for APIs that insist on alternation. */
    public static List<Turn> alternating(List<Turn> turns) {
        List<Turn> merged = new ArrayList<>(turns.size());
        for (Turn turn : turns) {
            int last = merged.size() - 1;
            if (last >= 0 && merged.get(last).role() == turn.role()) {
                List<Part> parts = new ArrayList<>(merged.get(last).parts());
                parts.addAll(turn.parts());
                merged.set(last, new Turn(turn.role(), parts));
            } else {
                merged.add(turn);
            }
        }
        return List.copyOf(merged);
    }
}
