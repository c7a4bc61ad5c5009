package io.camelid.itests.translation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What clients of one format may expect of providers of the others, as a table for people. Not thread-safe. */
final class CompatibilityTable {
    private static final String CARRIED = "✓";
    private static final String NOTHING = "–";

    private final Dialect client;
    private final List<Dialect> providers;
    private final List<String> notes = new ArrayList<>();

    CompatibilityTable(Dialect client) {
        this.client = client;
        this.providers = Arrays.stream(Dialect.values())
                .filter(dialect -> dialect != client)
                .toList();
    }

    /** The table in Markdown, with its notes. */
    String markdown(List<GoldenCase> cases) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("## Clients of ").append(client.title()).append("\n\n");
        row(text, "", providers.stream().map(Dialect::title).toList());
        row(text, "---", providers.stream().map(provider -> "---").toList());
        for (Group group : Group.values()) {
            row(
                    text,
                    "**" + group.title() + "**",
                    providers.stream().map(provider -> "").toList());
            for (GoldenCase golden : cases) {
                List<String> cells = golden.group() == group ? cells(golden) : List.of();
                // What this client cannot say is no row of its table.
                if (!cells.stream().allMatch(NOTHING::equals)) {
                    row(text, golden.title(), cells);
                }
            }
        }
        for (int i = 0; i < notes.size(); i++) {
            text.append(i == 0 ? "\n" : "")
                    .append(i + 1)
                    .append(". ")
                    .append(notes.get(i))
                    .append('\n');
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String first, List<String> others) {
        text.append("| ")
                .append(first)
                .append(" | ")
                .append(String.join(" | ", others))
                .append(" |\n");
    }

    private List<String> cells(GoldenCase golden) throws IOException {
        List<String> cells = new ArrayList<>();
        for (Dialect provider : providers) {
            cells.add(cell(golden, provider));
        }
        return cells;
    }

    private String cell(GoldenCase golden, Dialect provider) throws IOException {
        String cell = NOTHING;
        Set<String> marks = new LinkedHashSet<>();
        Pair out = new Pair(client, provider);
        for (Kind kind : Kind.values()) {
            Pair pair = kind == Kind.REQUEST ? out : out.reversed();
            Optional<Translation.Outcome> outcome = new Translation(golden, kind, pair).run();
            if (outcome.isEmpty()) {
                continue;
            }
            if (outcome.get().refused().isPresent()) {
                return "refused: `" + outcome.get().refused().get() + "`";
            }
            if (!outcome.get().lost().isEmpty()) {
                cell = outcome.get().lost().stream()
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(", ", "without ", ""));
            } else if (cell.equals(NOTHING)) {
                cell = CARRIED;
            }
            golden.note(kind, pair).ifPresent(note -> marks.add(mark(note)));
        }
        return marks.isEmpty() ? cell : cell + " <sup>" + String.join(", ", marks) + "</sup>";
    }

    private String mark(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return String.valueOf(notes.indexOf(note) + 1);
    }
}
