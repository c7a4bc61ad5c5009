package io.camelid.gateway.internal.balance;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.TargetGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * The order in which one request tries a backend's targets: the groups in turn, within a group at
 * random, passing over who is evicted; when all are, the one that returns first. Nobody is tried twice.
 * For one request.
 */
public final class Tries {
    private final Backend.Llm backend;
    private final Function<LlmTarget, TargetHealth> health;
    private final List<LlmTarget> tried = new ArrayList<>(2);
    private final int size;

    Tries(Backend.Llm backend, Function<LlmTarget, TargetHealth> health) {
        this.backend = backend;
        this.health = health;
        int targets = 0;
        for (TargetGroup group : backend.groups()) {
            targets += group.targets().size();
        }
        this.size = targets;
    }

    /** Whether there is a choice at all. */
    public boolean areSeveral() {
        return size > 1;
    }

    /** Whether there is anyone else to turn to. */
    public boolean hasAlternative() {
        return size > tried.size();
    }

    /** Begins a try at the next target; empty when all have had theirs. */
    public Optional<Trial> next() {
        LlmTarget soonest = null;
        for (TargetGroup group : backend.groups()) {
            LlmTarget drawn = null;
            int candidates = 0;
            for (LlmTarget target : group.targets()) {
                if (tried.contains(target)) {
                    continue;
                }
                if (health.apply(target).isEvicted()) {
                    soonest = soonest == null || returnsIn(target) < returnsIn(soonest) ? target : soonest;
                } else if (ThreadLocalRandom.current().nextInt(++candidates) == 0) {
                    drawn = target;
                }
            }
            if (drawn != null) {
                return chosen(drawn);
            }
        }
        return soonest == null ? Optional.empty() : chosen(soonest);
    }

    private long returnsIn(LlmTarget target) {
        return health.apply(target).nanosLeft();
    }

    private Optional<Trial> chosen(LlmTarget target) {
        tried.add(target);
        return Optional.of(new Trial(target, health.apply(target)));
    }
}
