package io.camelid.shell.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.table.Col;
import org.apache.karaf.shell.support.table.ShellTable;

/** A command that shows something, as a table for people or as JSON for programs. */
public abstract class ReportCommand extends LlmCommand {
    @Option(name = "--json", description = "Prints one JSON array instead of a table")
    protected boolean json;

    @Option(name = "--no-format", description = "Prints the table's rows alone, with a tab between cells, for scripts")
    protected boolean noFormat;

    /** Prints rows in the form that was asked for. */
    protected <T> void report(List<T> rows, List<Column<T>> columns, Function<T, Map<String, Object>> object) {
        if (json) {
            out.println(Json.array(rows.stream().map(object).toList()));
        } else {
            table(rows, columns);
        }
    }

    /** Prints one thing: a line for each fact that there is to tell. */
    protected void facts(Map<String, ?> facts) {
        int widest = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        facts.forEach((name, value) -> {
            String text = Column.shown(value);
            if (!text.isEmpty()) {
                out.println(name + " ".repeat(widest + 2 - name.length()) + Printable.line(text));
            }
        });
    }

    protected <T> void table(List<T> rows, List<Column<T>> columns) {
        List<List<String>> cells = rows.stream()
                .map(row -> columns.stream().map(column -> column.cell(row)).toList())
                .toList();
        if (noFormat) {
            cells.forEach(row -> out.println(String.join("\t", row)));
        } else {
            formatted(cells, columns).print(out);
        }
    }

    private static <T> ShellTable formatted(List<List<String>> rows, List<Column<T>> columns) {
        ShellTable table = new ShellTable().emptyTableText("none");
        for (Column<T> column : columns) {
            Col col = table.column(column.header());
            if (column.number()) {
                col.alignRight();
            }
        }
        rows.forEach(row -> table.addRow().addContent(List.<Object>copyOf(row)));
        return table;
    }
}
