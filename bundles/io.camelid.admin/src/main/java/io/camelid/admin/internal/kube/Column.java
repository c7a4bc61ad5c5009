package io.camelid.admin.internal.kube;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param wide whether only {@code -o wide} shows it
 * @param cell makes the cell from a finished object
 */
record Column(String name, String description, boolean wide, Function<Document, Object> cell) {
    static Column text(String name, String description, Function<Document, Object> cell) {
        return new Column(name, description, false, cell);
    }

    static Column wide(String name, String description, Function<Document, Object> cell) {
        return new Column(name, description, true, cell);
    }

    /** The status of the condition of that name. */
    static Column condition(String name) {
        return text(name, "Whether it is so.", document -> document.condition(name, "status"));
    }

    /** How long ago the object was made. */
    static Column age() {
        return text("Age", "Time since it was made.", Document::age);
    }
}
