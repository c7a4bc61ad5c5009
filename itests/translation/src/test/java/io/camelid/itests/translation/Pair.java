package io.camelid.itests.translation;

import java.util.ArrayList;
import java.util.List;

/** A direction of translation: what is written in one dialect is read in another. */
record Pair(Dialect from, Dialect to) {
    /** All ordered pairs of different dialects. */
    static List<Pair> all() {
        List<Pair> pairs = new ArrayList<>();
        for (Dialect from : Dialect.values()) {
            for (Dialect to : Dialect.values()) {
                if (from != to) {
                    pairs.add(new Pair(from, to));
                }
            }
        }
        return pairs;
    }

    Pair reversed() {
        return new Pair(to, from);
    }

    /** As in the names of golden files, from the more to the less particular. */
    List<String> names() {
        return List.of(toString(), "to-" + to.fileName(), "from-" + from.fileName());
    }

    @Override
    public String toString() {
        return from.fileName() + "-to-" + to.fileName();
    }
}
