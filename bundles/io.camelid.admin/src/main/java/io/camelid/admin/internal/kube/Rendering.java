package io.camelid.admin.internal.kube;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts documents of a type into the shape that a client wants.
 *
 * @param objects what a table's rows carry besides their cells: {@code Object}, {@code Metadata} or {@code None}
 */
record Rendering(Resource type, String version, Shape shape, String objects) {
    private static final String META = "meta.k8s.io/v1";

    /** One object. */
    Map<String, Object> one(Document document) {
        return switch (shape) {
            case TABLE -> table(List.of(document), document.text("metadata", "resourceVersion"));
            case METADATA -> partial(document);
            case OBJECTS, DISCOVERY -> document.content();
        };
    }

    /** A list of all documents. */
    Map<String, Object> list(List<Document> documents, long resourceVersion) {
        String listVersion = Long.toString(resourceVersion);
        return switch (shape) {
            case TABLE -> table(documents, listVersion);
            case METADATA ->
                items(
                        META,
                        "PartialObjectMetadataList",
                        documents.stream().map(Rendering::partial).toList(),
                        listVersion);
            case OBJECTS, DISCOVERY ->
                items(
                        Resource.apiVersion(type.group(), version),
                        type.kind() + "List",
                        documents.stream().map(Document::content).toList(),
                        listVersion);
        };
    }

    private static Map<String, Object> items(
            String apiVersion, String kind, List<Map<String, Object>> items, String resourceVersion) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("apiVersion", apiVersion);
        list.put("kind", kind);
        list.put("metadata", Map.of("resourceVersion", resourceVersion));
        list.put("items", items);
        return list;
    }

    private Map<String, Object> table(List<Document> documents, String resourceVersion) {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("kind", "Table");
        table.put("apiVersion", META);
        table.put("metadata", Map.of("resourceVersion", resourceVersion));
        table.put("columnDefinitions", columns());
        table.put("rows", documents.stream().map(this::row).toList());
        return table;
    }

    private List<Map<String, Object>> columns() {
        List<Map<String, Object>> columns = new ArrayList<>();
        columns.add(column("Name", "name", "The object's name.", false));
        type.columns().forEach(column -> columns.add(column(column.name(), "", column.description(), column.wide())));
        return columns;
    }

    private static Map<String, Object> column(String name, String format, String description, boolean wide) {
        return Map.of(
                "name", name, "type", "string", "format", format, "description", description, "priority", wide ? 1 : 0);
    }

    private Map<String, Object> row(Document document) {
        List<Object> cells = new ArrayList<>();
        cells.add(document.name());
        type.columns().forEach(column -> cells.add(column.cell().apply(document)));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("cells", cells);
        switch (objects) {
            case "None" -> {
                // The cells are all that is wanted.
            }
            case "Object" -> row.put("object", document.content());
            default -> row.put("object", partial(document));
        }
        return row;
    }

    private static Map<String, Object> partial(Document document) {
        return Map.of("kind", "PartialObjectMetadata", "apiVersion", META, "metadata", document.map("metadata"));
    }
}
