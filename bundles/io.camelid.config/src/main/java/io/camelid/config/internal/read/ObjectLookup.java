package io.camelid.config.internal.read;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.Optional;

/** Finds objects that others refer to. */
@FunctionalInterface
public interface ObjectLookup {
    Optional<KubernetesObject> find(ObjectKey key);
}
