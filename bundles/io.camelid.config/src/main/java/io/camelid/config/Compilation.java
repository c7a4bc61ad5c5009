package io.camelid.config;

import io.camelid.config.snapshot.RoutingSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the compiler made of all objects at one moment.
 *
 * @param objects the objects that count, in key order; of several with one key only the winner
 * @param statuses what has become of them
 * @param problems everything to be mended, in the sources' order
 */
public record Compilation(
        RoutingSnapshot snapshot,
        Map<ObjectKey, KubernetesObject> objects,
        Map<ObjectKey, ObjectStatus> statuses,
        List<Problem> problems) {
    public Compilation {
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(objects, "objects");
        Objects.requireNonNull(statuses, "statuses");
        problems = List.copyOf(problems);
    }
}
