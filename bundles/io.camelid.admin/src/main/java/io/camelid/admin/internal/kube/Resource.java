package io.camelid.admin.internal.kube;

import io.camelid.config.ObjectKey;
import java.util.List;
import java.util.Locale;

/**
 * A type of object that the view has.
 *
 * @param group API group; empty text is the core group
 * @param versions that are served, the preferred one first; an object has the same shape in all of them
 * @param shortNames as the type's own definition has them
 * @param categories names for several types together
 * @param columns what {@code kubectl get} shows besides the name
 */
record Resource(
        String group,
        List<String> versions,
        String plural,
        String kind,
        boolean namespaced,
        List<String> shortNames,
        List<String> categories,
        List<Column> columns) {
    /** {@code <plural>.<group>}, as messages name the type. */
    String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    boolean has(ObjectKey key) {
        return key.group().equals(group) && key.kind().equals(kind);
    }

    /** {@code <group>/<version>}, or the version alone. */
    static String apiVersion(String group, String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
