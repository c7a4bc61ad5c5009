package io.camelid.admin.internal.kube;

import static io.camelid.admin.internal.kube.Resource.apiVersion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The documents by which a client learns what types there are: one a group and version, or all in one.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api">Discovery API</a>
 */
final class Discovery {
    private static final List<String> VERBS = List.of("get", "list", "watch");

    private Discovery() {}

    /** {@code /api}. */
    static Map<String, Object> coreVersions() {
        return Map.of("kind", "APIVersions", "versions", List.of("v1"), "serverAddressByClientCIDRs", List.of());
    }

    /** {@code /apis}. */
    static Map<String, Object> groups() {
        List<Object> groups = new ArrayList<>();
        groupNames(false).forEach(name -> group(name).ifPresent(groups::add));
        return Map.of("kind", "APIGroupList", "apiVersion", "v1", "groups", groups);
    }

    /** {@code /apis/<group>}. */
    static Optional<Map<String, Object>> group(String name) {
        Set<String> versions = versions(name);
        if (versions.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        List<Map<String, String>> all = versions.stream()
                .map(version -> Map.of("groupVersion", apiVersion(name, version), "version", version))
                .toList();
        return Optional.of(Map.of(
                "kind", "APIGroup", "apiVersion", "v1", "name", name, "versions", all, "preferredVersion", all.get(0)));
    }

    /** {@code /api/v1} and {@code /apis/<group>/<version>}. */
    static Optional<Map<String, Object>> types(String group, String version) {
        List<Map<String, Object>> types = types(group, version, Discovery::type);
        return types.isEmpty()
                ? Optional.empty()
                : Optional.of(Map.of(
                        "kind",
                        "APIResourceList",
                        "apiVersion",
                        "v1",
                        "groupVersion",
                        apiVersion(group, version),
                        "resources",
                        types));
    }

    /** The same as all the others in one document: what is below {@code /api}, or below {@code /apis}. */
    static Map<String, Object> all(boolean core) {
        List<Object> items = new ArrayList<>();
        for (String group : groupNames(core)) {
            List<Object> versions = new ArrayList<>();
            for (String version : versions(group)) {
                List<Map<String, Object>> types = types(group, version, type -> freshType(type, group, version));
                versions.add(Map.of("version", version, "resources", types, "freshness", "Current"));
            }
            items.add(Map.of("metadata", group.isEmpty() ? Map.of() : Map.of("name", group), "versions", versions));
        }
        return Map.of(
                "kind",
                "APIGroupDiscoveryList",
                "apiVersion",
                "apidiscovery.k8s.io/v2",
                "metadata",
                Map.of(),
                "items",
                items);
    }

    private static Map<String, Object> type(Resource type) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", type.plural());
        document.put("singularName", type.singular());
        document.put("namespaced", type.namespaced());
        document.put("kind", type.kind());
        document.put("verbs", VERBS);
        document.put("shortNames", type.shortNames());
        document.put("categories", type.categories());
        return document;
    }

    private static Map<String, Object> freshType(Resource type, String group, String version) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("resource", type.plural());
        document.put("responseKind", Map.of("group", group, "version", version, "kind", type.kind()));
        document.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
        document.put("singularResource", type.singular());
        document.put("verbs", VERBS);
        document.put("shortNames", type.shortNames());
        document.put("categories", type.categories());
        return document;
    }

    private static List<Map<String, Object>> types(
            String group, String version, Function<Resource, Map<String, Object>> document) {
        return Resources.TABLE.stream()
                .filter(type -> type.group().equals(group) && type.versions().contains(version))
                .map(document)
                .toList();
    }

    private static Set<String> groupNames(boolean core) {
        Set<String> names = new LinkedHashSet<>();
        Resources.TABLE.stream()
                .map(Resource::group)
                .filter(name -> name.isEmpty() == core)
                .forEach(names::add);
        return names;
    }

    private static Set<String> versions(String group) {
        Set<String> versions = new LinkedHashSet<>();
        Resources.TABLE.stream()
                .filter(type -> type.group().equals(group))
                .forEach(type -> versions.addAll(type.versions()));
        return versions;
    }
}
