package io.camelid.gateway.internal.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.Balancing.Scheme;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.TargetState;
import io.camelid.gateway.TargetState.Phase;
import io.camelid.gateway.internal.balance.Simulation.Ended;
import io.camelid.gateway.internal.balance.Simulation.Provider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/**
 * What is promised of failover, in thousands of histories in virtual time. A failure names the seed; put it
 * into {@link #ONLY} to see that history again.
 */
class FailoverSimulationTest {
    private static final Optional<Long> ONLY = Optional.empty();

    private Provider a;
    private Provider b;
    private Provider c;

    /** Any providers, any groups, any outages, any clients. */
    @Test
    void noRequestFailsWhileAnyProviderCouldServeIt() {
        histories(2000, seed -> {
            Random random = new Random(seed);
            List<Provider> providers = new ArrayList<>();
            Backend.Llm backend = anyBackend(random, providers);
            Simulation world = new Simulation(backend, providers, seed);
            world.clients(1 + random.nextInt(12), 0, 20);
            world.run();

            assertFalse(world.ended.isEmpty());
            for (Ended request : world.ended) {
                assertTrue(request.served() || !request.couldServe(), request::toString);
                assertEquals(request.tried().size(), new HashSet<>(request.tried()).size(), "nobody is tried twice");
                assertTrue(
                        request.served() || request.tried().size() == providers.size(),
                        "nobody is left out before a request fails");
            }
            for (Provider provider : providers) {
                TargetState state = world.health(provider).state(provider.target, Toys.BACKEND, 0);
                assertEquals(0, state.inFlight());
                assertEquals(provider.asked, state.succeeded() + state.failed());
            }
        });
    }

    private static Backend.Llm anyBackend(Random random, List<Provider> providers) {
        List<List<LlmTarget>> groups = new ArrayList<>();
        for (int group = 0; group <= random.nextInt(3); group++) {
            List<LlmTarget> targets = new ArrayList<>();
            for (int member = 0; member <= random.nextInt(4); member++) {
                Provider provider = new Provider(Toys.target("p" + providers.size()));
                provider.latency(0.05 + random.nextDouble());
                for (int outage = random.nextInt(4); outage > 0; outage--) {
                    double from = random.nextDouble() * 20;
                    provider.down(from, from + random.nextDouble() * 8);
                }
                if (random.nextInt(4) == 0) {
                    provider.capacity(random.nextInt(8));
                }
                providers.add(provider);
                targets.add(provider.target);
            }
            groups.add(targets);
        }
        Scheme scheme = Scheme.values()[random.nextInt(Scheme.values().length)];
        return Toys.groups(groups, new Balancing(scheme, Map.of("p0", random.nextInt(4)), Optional.empty()));
    }

    /** A provider is away for ten seconds: it is only probed then, and has its half again afterwards. */
    @Test
    void trafficIsEvenAgainAfterRecovery() {
        histories(40, seed -> {
            a.down(10, 20);
            Simulation world = world(Toys.group(a.target, b.target), seed);
            world.clients(50, 0, 60);
            world.run();

            assertServed(world);
            assertShare(0.5, 0.1, a, b, 0, 10);
            assertShare(0.5, 0.1, a, b, 40, 60);
            assertTrue(askedBetween(a, 10.3, 20) <= 6, "probes only: " + askedBetween(a, 10.3, 20));
        });
    }

    @Test
    void weightsAreHonouredBeforeAndAfter() {
        histories(40, seed -> {
            a.down(10, 20);
            Balancing three = new Balancing(Scheme.WEIGHTED, Map.of("a", 3), Optional.empty());
            Simulation world = world(Toys.groups(List.of(List.of(a.target, b.target)), three), seed);
            world.clients(50, 0, 60);
            world.run();

            assertServed(world);
            assertShare(0.75, 0.08, a, b, 0, 10);
            assertShare(0.75, 0.08, a, b, 40, 60);
        });
    }

    @Test
    void aRecoveredHigherGroupTakesItsTrafficBack() {
        histories(30, seed -> {
            double back = 12 + new Random(seed).nextDouble() * 20;
            a.down(10, back);
            Simulation world = world(Toys.chain(a.target, b.target), seed);
            world.clients(50, 0, back + 60);
            world.run();

            assertServed(world);
            assertShare(1, 0, a, b, 0, 10);
            // Pauses double, so the last is no longer than the outage (or the first, 3 s); six answers at
            // 0.5 s each, and everyone is let through again.
            double bound = back + Math.max(3, back - 10) + 10;
            assertShare(1, 0, a, b, bound, back + 60);
        });
    }

    /** However many wait for it, a provider that comes back is not overrun. */
    @Test
    void noHerdTramplesARecoveringProvider() {
        histories(20, seed -> {
            a.down(5, 9);
            Simulation world = world(Toys.chain(a.target, b.target), seed);
            double[] since = {-1};
            List<Integer> atOnce = new ArrayList<>();
            for (double second = 5.5; second < 25; second += 0.05) {
                world.at(second, () -> {
                    TargetState state = world.health(a).state(a.target, Toys.BACKEND, 0);
                    if (state.phase() == Phase.HALF_OPEN) {
                        assertTrue(a.atOnce <= 1, "a probe at a time, not " + a.atOnce);
                    } else if (state.phase() == Phase.RECOVERING) {
                        atOnce.add(a.atOnce);
                        assertTrue(a.atOnce < TargetHealth.FULL_ALLOWANCE, "not " + a.atOnce);
                    }
                });
            }
            world.clients(400, 0, 25);
            world.run();

            assertServed(world);
            assertFalse(atOnce.isEmpty());
        });
    }

    /** A provider that can take only few at a time is used for those few and never blocks the rest. */
    @Test
    void aLimitedProviderIsUsedWithinItsLimits() {
        histories(20, seed -> {
            a.capacity(10);
            Simulation world = world(Toys.chain(a.target, b.target), seed);
            world.clients(60, 0, 60);
            world.run();

            assertServed(world);
            assertTrue(a.mostAtOnce <= 10);
            int refused = a.asked - a.served;
            assertTrue(refused < a.asked / 2, refused + " refused of " + a.asked);
            assertTrue(a.served > 100, "served " + a.served);
        });
    }

    /** Even the slowest of three gets its one in nine, and the quickest the most. */
    @Test
    void noHealthyProviderStarves() {
        histories(60, seed -> {
            a.latency(0.1);
            b.latency(1);
            c.latency(4);
            Simulation world = world(Toys.group(a.target, b.target, c.target), seed);
            world.clients(40, 0, 60);
            world.run();

            assertServed(world);
            double all = a.asked + b.asked + c.asked;
            assertTrue(c.asked / all > 0.08, "the slowest gets " + c.asked / all);
            assertTrue(a.asked > b.asked && b.asked > c.asked, a.asked + " " + b.asked + " " + c.asked);
        });
    }

    @Test
    void roundRobinIsEvenWhateverTheLatency() {
        histories(50, seed -> {
            a.latency(0.1);
            c.latency(4);
            Simulation world = world(
                    Toys.groups(
                            List.of(List.of(a.target, b.target, c.target)),
                            new Balancing(Scheme.ROUND_ROBIN, Map.of(), Optional.empty())),
                    seed);
            world.clients(40, 0, 30);
            world.run();

            assertTrue(Math.abs(a.asked - b.asked) <= 1 && Math.abs(b.asked - c.asked) <= 1);
        });
    }

    /** Away for twenty minutes: the pauses double up to five minutes and stay there. */
    @Test
    void pausesGrowAndAreCapped() {
        histories(10, seed -> {
            a.down(10, 2000);
            Simulation world = world(Toys.chain(a.target, b.target), seed);
            world.clients(5, 0, 2400);
            world.run();

            assertServed(world);
            List<Double> probes = new ArrayList<>();
            for (long at : a.askedAt) {
                double second = at / 1e9;
                if (second > 10.5 && second < 2000) {
                    probes.add(second);
                }
            }
            double[] pauses = {6, 12, 24, 48, 96, 192, 300};
            for (int i = 1; i < probes.size(); i++) {
                double pause = pauses[Math.min(i, pauses.length) - 1];
                double waited = probes.get(i) - probes.get(i - 1);
                assertTrue(waited > pause - 0.001 && waited < pause + 3, "waited " + waited + " the " + i + "th time");
            }
            assertTrue(probes.size() >= 9, probes.size() + " probes");
            assertShare(1, 0, a, b, 2310, 2400);
        });
    }

    // ---- a world and what is seen of it ----

    private Simulation world(Backend.Llm backend, long seed) {
        return new Simulation(backend, List.of(a, b, c), seed);
    }

    private static void assertServed(Simulation world) {
        world.ended.forEach(request -> assertTrue(request.served(), request::toString));
    }

    private static void assertShare(
            double expected, double tolerance, Provider one, Provider other, double from, double to) {
        double mine = askedBetween(one, from, to);
        double theirs = askedBetween(other, from, to);
        assertEquals(expected, mine / (mine + theirs), tolerance, "of " + (mine + theirs));
    }

    private static long askedBetween(Provider provider, double from, double to) {
        return provider.askedAt.stream()
                .filter(at -> at >= Simulation.nanos(from) && at < Simulation.nanos(to))
                .count();
    }

    private void histories(int count, LongConsumer history) {
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < count; i++) {
            long seed = ONLY.orElseGet(seeds::nextLong);
            a = new Provider(Toys.target("a"));
            b = new Provider(Toys.target("b"));
            c = new Provider(Toys.target("c"));
            try {
                history.accept(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
