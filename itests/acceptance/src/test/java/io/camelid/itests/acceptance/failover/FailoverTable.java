package io.camelid.itests.acceptance.failover;

import io.camelid.itests.acceptance.failover.Caller.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of all cases, as a table. */
final class FailoverTable {
    private FailoverTable() {}

    static String markdown(Map<Case, Outcome> outcomes) {
        StringBuilder table = new StringBuilder("| the provider's fault | client |");
        for (Position position : Position.values()) {
            table.append(' ').append(position.words()).append(" |");
        }
        table.append(" then |\n|")
                .append(" --- |".repeat(Position.values().length + 3))
                .append('\n');
        Fault.Sort sort = null;
        for (Fault fault : Fault.values()) {
            if (fault.sort() != sort) {
                sort = fault.sort();
                table.append("| **")
                        .append(sort.words())
                        .append("** |")
                        .append("  |".repeat(Position.values().length + 2))
                        .append('\n');
            }
            rows(fault, outcomes, table);
        }
        return table.toString();
    }

    /** A row for all clients to whom the same happens. */
    private static void rows(Fault fault, Map<Case, Outcome> outcomes, StringBuilder table) {
        Map<List<String>, List<Caller>> rows = new LinkedHashMap<>();
        for (Caller caller : Caller.values()) {
            List<String> row = new ArrayList<>();
            for (Position position : Position.values()) {
                Outcome outcome = outcomes.get(Case.of(fault, caller, position));
                if (outcome != null) {
                    row.add(words(outcome));
                }
            }
            if (!row.isEmpty()) {
                rows.computeIfAbsent(row, same -> new ArrayList<>()).add(caller);
            }
        }
        rows.forEach((row, callers) -> table.append("| ")
                .append(fault.words())
                .append(" | ")
                .append(words(callers))
                .append(" | ")
                .append(String.join(" | ", row))
                .append(" | ")
                .append(fault.isCallers() ? "as before" : "passed over")
                .append(" |\n"));
    }

    private static String words(List<Caller> callers) {
        if (callers.size() == Caller.values().length) {
            return "any";
        }
        boolean streams = callers.equals(
                Arrays.stream(Caller.values()).filter(Caller::isStream).toList());
        return streams ? "streams" : callers.stream().map(Caller::words).collect(Collectors.joining("; "));
    }

    private static String words(Outcome outcome) {
        String what =
                switch (outcome.view()) {
                    case WHOLE -> outcome.provider();
                    case ERROR -> Integer.toString(outcome.status());
                    case ERROR_EVENT -> "error event";
                    case BROKEN -> "broken";
                };
        return what + ", " + outcome.attempts() + (outcome.attempts() == 1 ? " try" : " tries");
    }
}
