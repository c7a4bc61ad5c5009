package io.camelid.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What has become of one object.
 *
 * @param conditions all conditions, those of a route's parents and a gateway's listeners included
 * @param status the object's {@code status} in Kubernetes' own shape
 */
public record ObjectStatus(ObjectKey key, List<Condition> conditions, Map<String, Object> status) {
    public ObjectStatus {
        Objects.requireNonNull(key, "key");
        conditions = List.copyOf(conditions);
        Objects.requireNonNull(status, "status");
    }

    /** Whether nothing is wrong with the object. */
    public boolean isGood() {
        return conditions.stream().allMatch(Condition::isGood);
    }
}
