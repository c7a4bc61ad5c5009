package io.camelid.config.snapshot;

import java.util.Map;
import java.util.Optional;

/**
 * How the targets of a group share its requests.
 *
 * @param scheme among targets that can be asked
 * @param weights shares by the entry's name, 1 for those that are not named; 0 is asked when nobody else can be
 * @param affinity what keeps a client with its target, before the scheme has a say
 */
public record Balancing(Scheme scheme, Map<String, Integer> weights, Optional<Affinity> affinity) {
    /** The ways to choose. */
    public enum Scheme {
        /** The better of two drawn at random, by health, latency and requests in flight. */
        POWER_OF_TWO_CHOICES,
        /** In turn. */
        ROUND_ROBIN,
        /** At random, in proportion to weights. */
        WEIGHTED
    }

    /** What of a request names its session; a request without it goes anywhere. */
    public sealed interface Affinity {
        String name();

        record Header(String name) implements Affinity {}

        record Cookie(String name) implements Affinity {}
    }

    public static final Balancing DEFAULT = new Balancing(Scheme.POWER_OF_TWO_CHOICES, Map.of(), Optional.empty());

    public Balancing {
        weights = Map.copyOf(weights);
    }

    public int weight(String entry) {
        return weights.getOrDefault(entry, 1);
    }
}
