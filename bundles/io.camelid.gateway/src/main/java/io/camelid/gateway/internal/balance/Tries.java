package io.camelid.gateway.internal.balance;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.spi.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * The order in which one request tries a backend's targets: the groups in turn, within a group as the
 * backend balances, passing over who is not to be asked; when nobody is, the one that may be first.
 * Nobody is tried twice. For one request.
 */
public final class Tries {
    private final Backend.Llm backend;
    private final Function<LlmTarget, TargetHealth> health;
    private final Choice choice;
    private final List<LlmTarget> tried = new ArrayList<>(2);
    private final int size;

    /**
     * @param request its header fields
     * @param draw a number from 0 up to a bound, at random
     */
    Tries(Backend.Llm backend, Headers request, Function<LlmTarget, TargetHealth> health, IntUnaryOperator draw) {
        this.backend = backend;
        this.health = health;
        this.choice = new Choice(backend.balancing(), request, health, draw);
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
        if (!hasAlternative()) {
            return Optional.empty();
        }
        Trial trial = areSeveral() ? best().orElseGet(this::lastResort) : lastResort();
        tried.add(trial.target());
        return Optional.of(trial);
    }

    /** The same without a last resort: empty also when whoever is left should rather not be asked. */
    public Optional<Trial> nextOpen() {
        Optional<Trial> trial = best();
        trial.ifPresent(begun -> tried.add(begun.target()));
        return trial;
    }

    private Optional<Trial> best() {
        for (TargetGroup group : backend.groups()) {
            List<LlmTarget> open = open(group);
            while (!open.isEmpty()) {
                LlmTarget chosen = choice.among(open);
                Optional<Trial> trial = health.apply(chosen).admit(chosen);
                if (trial.isPresent()) {
                    return trial;
                }
                open.remove(chosen); // another request was quicker
            }
        }
        return Optional.empty();
    }

    private List<LlmTarget> open(TargetGroup group) {
        List<LlmTarget> open = new ArrayList<>(group.targets().size());
        for (LlmTarget target : group.targets()) {
            if (!tried.contains(target) && health.apply(target).isOpen()) {
                open.add(target);
            }
        }
        return open;
    }

    /** So long as somebody has not been tried, nobody is turned away. */
    private Trial lastResort() {
        LlmTarget soonest = null;
        long least = 0;
        for (TargetGroup group : backend.groups()) {
            for (LlmTarget target : group.targets()) {
                long left = Math.max(0, health.apply(target).nanosLeft());
                if (!tried.contains(target) && (soonest == null || left < least)) {
                    soonest = target;
                    least = left;
                }
            }
        }
        return health.apply(soonest).begin(soonest);
    }
}
