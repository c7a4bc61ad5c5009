package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.Collections;
import java.util.Map;

/** Objects made from other objects. */
final class Derived {
    private Derived() {}

    /** An object that was read where another was. */
    static KubernetesObject like(KubernetesObject source, ObjectKey key, Map<String, Object> content) {
        return new KubernetesObject(
                key,
                String.valueOf(content.get("apiVersion")),
                Collections.unmodifiableMap(content),
                source.generation(),
                source.created(),
                source.origin());
    }

    static KubernetesObject withGeneration(KubernetesObject object, long generation) {
        return new KubernetesObject(
                object.key(), object.apiVersion(), object.content(), generation, object.created(), object.origin());
    }
}
