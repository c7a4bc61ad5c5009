package io.camelid.telemetry.internal;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rows of meters in use, found by what an exchange was. When there are too many, further ones share one row.
 *
 * @param <K> what tells rows apart
 * @param <R> a row
 */
final class SeriesTable<K, R extends SeriesTable.Row> {
    /** The meters of one combination of labels. */
    interface Row {
        /** Takes the row's series out of the metrics. */
        void remove();
    }

    private final int limit;
    private final Function<K, R> factory;
    private final K overflow;
    private final Map<K, R> rows = new ConcurrentHashMap<>();

    /**
     * @param limit how many rows there may be
     * @param overflow the key of the row that everything beyond shares
     */
    SeriesTable(int limit, K overflow, Function<K, R> factory) {
        this.limit = limit;
        this.overflow = overflow;
        this.factory = factory;
    }

    R row(K key) {
        R row = rows.get(key);
        if (row != null) {
            return row;
        }
        return rows.computeIfAbsent(rows.size() < limit ? key : overflow, factory);
    }

    /** Removes the rows whose keys fit. */
    void removeIf(Predicate<K> obsolete) {
        for (Iterator<Map.Entry<K, R>> all = rows.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<K, R> entry = all.next();
            if (obsolete.test(entry.getKey())) {
                all.remove();
                entry.getValue().remove();
            }
        }
    }
}
