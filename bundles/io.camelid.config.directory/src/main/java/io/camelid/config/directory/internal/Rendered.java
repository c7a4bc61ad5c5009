package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.Collections;
import java.util.Map;

/** Objects made from other objects. */
final class Rendered {
    private Rendered() {}

    /** An object that stands where another stood. */
    static KubernetesObject like(KubernetesObject source, ObjectKey key, Map<String, Object> content) {
        return new KubernetesObject(
                key,
                String.valueOf(content.get("apiVersion")),
                Collections.unmodifiableMap(content),
                source.generation(),
                source.created(),
                source.origin());
    }
}
