package io.camelid.gateway.internal.balance;

import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.spi.Headers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/** Picks one of several targets that can all be asked, as a backend's {@link Balancing} says. */
final class Choice {
    private final Balancing balancing;
    private final Optional<Session> session;
    private final Function<LlmTarget, TargetHealth> health;
    private final IntUnaryOperator draw;

    /**
     * @param draw a number from 0 up to a bound, at random
     */
    Choice(Balancing balancing, Headers request, Function<LlmTarget, TargetHealth> health, IntUnaryOperator draw) {
        this.balancing = balancing;
        this.session = balancing.affinity().flatMap(affinity -> Session.of(affinity, request));
        this.health = health;
        this.draw = draw;
    }

    /**
     * @param open at least one
     */
    LlmTarget among(List<LlmTarget> open) {
        if (open.size() == 1) {
            return open.get(0);
        }
        if (session.isPresent()) {
            return closest(open, session.get());
        }
        return switch (balancing.scheme()) {
            case POWER_OF_TWO_CHOICES -> betterOfTwo(open);
            case ROUND_ROBIN -> longestAgo(open);
            case WEIGHTED -> byWeight(open);
        };
    }

    /** Drawn with replacement, so that even the worst gets one in n² and can show that it is better now. */
    private LlmTarget betterOfTwo(List<LlmTarget> open) {
        LlmTarget one = open.get(draw.applyAsInt(open.size()));
        LlmTarget other = open.get(draw.applyAsInt(open.size()));
        return health.apply(other).isBetterThan(health.apply(one)) ? other : one;
    }

    /** Who has waited longest is next in turn. */
    private LlmTarget longestAgo(List<LlmTarget> open) {
        LlmTarget first = open.get(0);
        for (LlmTarget target : open) {
            if (health.apply(target).lastBegun() - health.apply(first).lastBegun() < 0) {
                first = target;
            }
        }
        return first;
    }

    private LlmTarget byWeight(List<LlmTarget> open) {
        int sum = 0;
        for (LlmTarget target : open) {
            sum += weight(target);
        }
        if (sum == 0) {
            return open.get(draw.applyAsInt(open.size()));
        }
        int left = draw.applyAsInt(sum);
        for (LlmTarget target : open) {
            left -= weight(target);
            if (left < 0) {
                return target;
            }
        }
        throw new IllegalStateException("drew more than " + sum);
    }

    private LlmTarget closest(List<LlmTarget> open, Session client) {
        LlmTarget closest = null;
        double strongest = -1;
        for (LlmTarget target : open) {
            double pull = client.pull(target.config().name(), weight(target));
            if (pull > strongest) {
                strongest = pull;
                closest = target;
            }
        }
        return closest;
    }

    /** Without the scheme that is about weights, all are alike. */
    private int weight(LlmTarget target) {
        return balancing.scheme() == Balancing.Scheme.WEIGHTED
                ? balancing.weight(target.config().name())
                : 1;
    }
}
