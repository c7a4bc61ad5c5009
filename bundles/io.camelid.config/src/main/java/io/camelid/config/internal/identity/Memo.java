package io.camelid.config.internal.identity;

import io.camelid.config.KubernetesObject;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What has been made of objects, from one compilation for the next. Sources hand out the same instance
 * for as long as an object stays as it is, so an instance that is known needs not be read again. What a
 * compilation does not {@linkplain #keep keep} is forgotten with it. Not thread-safe.
 */
public final class Memo<V> {
    private final Map<KubernetesObject, V> before;
    private final Map<KubernetesObject, V> kept = new IdentityHashMap<>();

    /** One that knows nothing. */
    public Memo() {
        this(Map.of());
    }

    private Memo(Map<KubernetesObject, V> before) {
        this.before = before;
    }

    /** For the compilation after this one. */
    public Memo<V> next() {
        return new Memo<>(kept);
    }

    /** What the compilation before this one has kept. */
    public Optional<V> of(KubernetesObject object) {
        return Optional.ofNullable(before.get(object));
    }

    /** Keeps a value for the next compilation, and returns it. */
    public V keep(KubernetesObject object, V value) {
        kept.put(object, value);
        return value;
    }
}
