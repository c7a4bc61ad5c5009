package io.camelid.config.internal.manifest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes {@code List} objects apart, as {@code kubectl get -o yaml} writes them. */
final class ListUnfolding {
    private static final String SUFFIX = "List";

    private ListUnfolding() {}

    /**
     * The items of a list object, or the value itself when it is none.
     *
     * @param itemLines where the items begin
     */
    static List<Document> unfold(Object value, int line, List<Integer> itemLines) {
        if (!(value instanceof Map<?, ?> list)
                || !(list.get("kind") instanceof String kind)
                || !kind.endsWith(SUFFIX)
                || !(list.get("items") instanceof List<?> items)) {
            return List.of(new Document(value, line));
        }
        List<Document> documents = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            int itemLine = index < itemLines.size() ? itemLines.get(index) : line;
            documents.add(new Document(typed(items.get(index), list.get("apiVersion"), kind), itemLine));
        }
        return documents;
    }

    /** Items of a typed list, for example a {@code SecretList}, need not repeat their type. */
    private static Object typed(Object item, Object apiVersion, String listKind) {
        if (listKind.equals(SUFFIX) || !(item instanceof Map<?, ?> map) || map.containsKey("kind")) {
            return item;
        }
        Map<Object, Object> typed = new LinkedHashMap<>();
        typed.put("apiVersion", apiVersion);
        typed.put("kind", listKind.substring(0, listKind.length() - SUFFIX.length()));
        typed.putAll(map);
        return Collections.unmodifiableMap(typed);
    }
}
