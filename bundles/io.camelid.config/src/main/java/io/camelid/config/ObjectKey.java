package io.camelid.config;

import java.util.Comparator;
import java.util.Objects;

/**
 * What identifies an object: at any time there is one of each key.
 *
 * @param group API group; empty text is the core group
 * @param kind for example {@code HTTPRoute}
 * @param namespace empty text for cluster-scoped objects
 */
public record ObjectKey(String group, String kind, String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER = Comparator.comparing(ObjectKey::group)
            .thenComparing(ObjectKey::kind)
            .thenComparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name);

    public ObjectKey {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    /** {@code <namespace>/<name>}, or the name alone for a cluster-scoped object. */
    public String qualifiedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code <kind> <namespace>/<name>}, as messages name it. */
    @Override
    public String toString() {
        return kind + " " + qualifiedName();
    }
}
