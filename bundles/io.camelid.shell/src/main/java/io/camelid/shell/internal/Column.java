package io.camelid.shell.internal;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A column of a table.
 *
 * @param <T> what a row shows
 * @param number whether the values are numbers, which are aligned on the right
 * @param value what the cell shows: collections are joined by commas, null and empty are blank
 */
public record Column<T>(String header, boolean number, Function<T, ?> value) {
    public static <T> Column<T> text(String header, Function<T, ?> value) {
        return new Column<>(header, false, value);
    }

    public static <T> Column<T> number(String header, Function<T, ?> value) {
        return new Column<>(header, true, value);
    }

    String cell(T row) {
        return Printable.line(shown(value.apply(row)));
    }

    static String shown(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(Column::shown).orElse("");
        }
        if (value instanceof Collection<?> items) {
            return items.stream().map(Column::shown).collect(Collectors.joining(", "));
        }
        return Objects.toString(value, "");
    }
}
