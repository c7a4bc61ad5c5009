package io.camelid.config.internal.traffic;

import io.camelid.config.internal.read.Durations;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.ResponseCondition;
import io.camelid.config.snapshot.Timeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Reads {@code health}, {@code http} and {@code tcp} of dialect B's {@code policies}. */
public final class TargetPolicies {
    private static final Duration LEAST_REQUEST = Duration.ofMillis(1);
    private static final Duration LEAST_CONNECT = Duration.ofMillis(100);
    private static final Duration LEAST_EVICTION = Duration.ofSeconds(1);
    private static final int MOST_FAILURES = 1_000_000;

    private TargetPolicies() {}

    public static TargetPolicy read(Fields policies) {
        Fields http = policies.objectOrNone("http");
        Fields tcp = policies.objectOrNone("tcp");
        Timeouts timeouts = new Timeouts(
                Optional.empty(),
                Durations.read(http, "requestTimeout", LEAST_REQUEST),
                Durations.read(tcp, "connectTimeout", LEAST_CONNECT),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        http.withoutEffect("version");
        http.warnOfUnread();
        tcp.withoutEffect("keepalive");
        tcp.warnOfUnread();
        return new TargetPolicy(timeouts, policies.object("health").map(TargetPolicies::health));
    }

    private static HealthPolicy health(Fields health) {
        Optional<ResponseCondition> condition = health.text("unhealthyCondition")
                .flatMap(text -> {
                    try {
                        return Optional.of(CelCondition.of(text));
                    } catch (IllegalArgumentException wrong) {
                        health.refuse("unhealthyCondition", wrong.getMessage());
                        return Optional.empty();
                    }
                });
        Fields eviction = health.objectOrNone("eviction");
        HealthPolicy policy = new HealthPolicy(
                condition,
                Set.of(),
                Durations.read(eviction, "duration", LEAST_EVICTION),
                eviction.integer("consecutiveFailures", 1, MOST_FAILURES),
                eviction.integer("healthThreshold", 0, 100),
                eviction.integer("restoreHealth", 0, 100));
        eviction.warnOfUnread();
        health.warnOfUnread();
        return policy;
    }
}
