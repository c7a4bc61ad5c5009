package io.camelid.gateway.internal.balance;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.spi.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A world in which time passes by events: clients ask, the real {@link Tries} choose, providers answer, fail
 * or limit, and the real {@link TargetHealth} learns of it. The same seed is the same history.
 */
final class Simulation {
    /** A provider's life. */
    static final class Provider {
        final LlmTarget target;
        final List<Outage> outages = new ArrayList<>();
        double latencySeconds = 0.5;
        /** Requests at a time beyond which it answers 429; it asks for the pause. */
        int capacity = Integer.MAX_VALUE;

        Duration asksFor = Duration.ofSeconds(1);

        int atOnce;
        int mostAtOnce;
        int asked;
        int served;
        final List<Long> askedAt = new ArrayList<>();

        Provider(LlmTarget target) {
            this.target = target;
        }

        Provider latency(double seconds) {
            latencySeconds = seconds;
            return this;
        }

        Provider capacity(int requests) {
            capacity = requests;
            return this;
        }

        Provider down(double fromSecond, double toSecond) {
            outages.add(new Outage(nanos(fromSecond), nanos(toSecond)));
            return this;
        }

        boolean isDown(long now) {
            return outages.stream().anyMatch(outage -> outage.from() <= now && now < outage.to());
        }
    }

    record Outage(long from, long to) {}

    /**
     * What came of a request.
     *
     * @param tried the names, in order
     * @param couldServe whether at every moment of the request some provider would have served a new try
     */
    record Ended(long at, boolean served, List<String> tried, boolean couldServe) {}

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    final List<Ended> ended = new ArrayList<>();
    private final Map<String, Provider> providers = new HashMap<>();
    private final Backend.Llm backend;
    private final TargetHealthBook book;
    private final Random random;
    private final PriorityQueue<Event> agenda = new PriorityQueue<>();
    private long order;
    private long now;

    Simulation(Backend.Llm backend, List<Provider> providers, long seed) {
        this.backend = backend;
        this.random = new Random(seed);
        this.book = new TargetHealthBook(() -> now, random::nextInt);
        providers.forEach(provider -> this.providers.put(provider.target.id(), provider));
    }

    static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    TargetHealth health(Provider provider) {
        return book.of(provider.target);
    }

    /** Something happens once, at a second. */
    void at(double second, Runnable what) {
        agenda.add(new Event(nanos(second), order++, what));
    }

    /** Clients come at random, so many a second on average, independently of each other. */
    void clients(double perSecond, double fromSecond, double toSecond) {
        double second = fromSecond;
        while (true) {
            second += -Math.log(1 - random.nextDouble()) / perSecond;
            if (second >= toSecond) {
                return;
            }
            at(second, this::request);
        }
    }

    /** Until nothing is left to happen. */
    void run() {
        for (Event event = agenda.poll(); event != null; event = agenda.poll()) {
            now = event.at();
            event.what().run();
        }
    }

    private void request() {
        attempt(book.tries(backend, Headers.none()), new ArrayList<>(), now);
    }

    private void attempt(Tries tries, List<String> tried, long since) {
        Optional<Trial> next = tries.next();
        if (next.isEmpty()) {
            ended.add(new Ended(now, false, tried, couldServe(since)));
            return;
        }
        Trial trial = next.get();
        Provider provider = providers.get(trial.target().id());
        tried.add(trial.target().config().name());
        provider.asked++;
        provider.askedAt.add(now);
        if (provider.isDown(now)) {
            // Half of the outages say so at once, the others after a while.
            after(random.nextBoolean() ? 0.001 : 0.2, () -> {
                trial.failed("down", Optional.empty());
                attempt(tries, tried, since);
            });
        } else if (provider.atOnce >= provider.capacity) {
            after(0.01, () -> {
                trial.failed("status 429", Optional.of(provider.asksFor));
                attempt(tries, tried, since);
            });
        } else {
            serve(provider, trial, () -> attempt(tries, tried, since), tried);
        }
    }

    private void serve(Provider provider, Trial trial, Runnable otherwise, List<String> tried) {
        provider.atOnce++;
        provider.mostAtOnce = Math.max(provider.mostAtOnce, provider.atOnce);
        double first = provider.latencySeconds * (0.5 + random.nextDouble());
        after(first, () -> {
            if (provider.isDown(now)) {
                provider.atOnce--;
                trial.failed("cut before content", Optional.empty());
                otherwise.run();
                return;
            }
            trial.firstContent();
            after(first * random.nextDouble() * 3, () -> {
                provider.atOnce--;
                provider.served++;
                trial.succeeded();
                ended.add(new Ended(now, true, tried, true));
            });
        });
    }

    private void after(double seconds, Runnable what) {
        agenda.add(new Event(now + nanos(seconds), order++, what));
    }

    /** Whether somebody would have served from a moment on until now, whenever asked. */
    private boolean couldServe(long since) {
        return providers.values().stream()
                .anyMatch(provider -> provider.capacity == Integer.MAX_VALUE
                        && provider.outages.stream().noneMatch(outage -> outage.from() <= now && since < outage.to()));
    }
}
