package io.camelid.gateway;

import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.List;

/** Changes to header fields: {@code set} replaces, then {@code add} adds, then {@code remove} removes. */
public record HeaderChanges(List<HeaderField> set, List<HeaderField> add, List<String> remove) {
    public static final HeaderChanges NONE = new HeaderChanges(List.of(), List.of(), List.of());

    public HeaderChanges {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /** Sets fields and does nothing else. */
    public static HeaderChanges setting(List<HeaderField> fields) {
        return new HeaderChanges(fields, List.of(), List.of());
    }

    /** These changes, then those: what the later ones say of a field holds against what the earlier ones did to it. */
    public HeaderChanges then(HeaderChanges later) {
        if (later == NONE) {
            return this;
        }
        if (this == NONE) {
            return later;
        }
        List<HeaderField> allSet = new ArrayList<>(set);
        List<HeaderField> allAdded = new ArrayList<>(add);
        List<String> allRemoved = new ArrayList<>(remove);
        for (HeaderField field : later.set) {
            take(field.name(), allAdded);
            allRemoved.removeIf(field.name()::equalsIgnoreCase);
            replace(field, allSet);
        }
        for (HeaderField field : later.add) {
            if (allRemoved.removeIf(field.name()::equalsIgnoreCase)) {
                take(field.name(), allAdded);
                replace(field, allSet);
            } else {
                allAdded.add(field);
            }
        }
        allRemoved.addAll(later.remove);
        return new HeaderChanges(allSet, allAdded, allRemoved);
    }

    /** What becomes of some fields. */
    public List<HeaderField> apply(List<HeaderField> fields) {
        List<HeaderField> changed = new ArrayList<>(fields);
        set.forEach(field -> replace(field, changed));
        changed.addAll(add);
        remove.forEach(name -> take(name, changed));
        return changed;
    }

    private static void replace(HeaderField field, List<HeaderField> fields) {
        take(field.name(), fields);
        fields.add(field);
    }

    private static void take(String name, List<HeaderField> fields) {
        fields.removeIf(field -> field.name().equalsIgnoreCase(name));
    }
}
