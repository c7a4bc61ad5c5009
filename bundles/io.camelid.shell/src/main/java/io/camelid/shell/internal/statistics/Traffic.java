package io.camelid.shell.internal.statistics;

import io.camelid.gateway.ExchangeView;
import io.camelid.spi.Usage;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Counts of exchanges that have something in common. Thread-safe. */
public final class Traffic {
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder streams = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder inputTokens = new LongAdder();
    private final LongAdder outputTokens = new LongAdder();
    private final LongAdder cachedTokens = new LongAdder();
    private final LatencyHistogram latency = new LatencyHistogram();
    private final LatencyHistogram firstToken = new LatencyHistogram();

    void add(ExchangeView exchange) {
        requests.increment();
        if (exchange.isAbandoned()) {
            abandoned.increment();
        } else if (exchange.error().isPresent() || exchange.status() >= 400) {
            errors.increment();
        }
        if (exchange.isStream()) {
            streams.increment();
        }
        if (exchange.attempts() > 1) {
            retries.add(exchange.attempts() - 1L);
        }
        Usage usage = exchange.usage();
        inputTokens.add(Math.max(0, usage.input()));
        outputTokens.add(Math.max(0, usage.output()));
        cachedTokens.add(Math.max(0, usage.cacheRead()));
        latency.record(exchange.endedAt() - exchange.startedAt());
        if (exchange.firstTokenAt() != 0) {
            firstToken.record(exchange.firstTokenAt() - exchange.startedAt());
        }
    }

    public long requests() {
        return requests.sum();
    }

    /** Answers with an error status, or that broke off; without those that the client gave up. */
    public long errors() {
        return errors.sum();
    }

    /** Answers whose end the client did not wait for. */
    public long abandoned() {
        return abandoned.sum();
    }

    public long streams() {
        return streams.sum();
    }

    /** Tries beyond the first of each request. */
    public long retries() {
        return retries.sum();
    }

    public long inputTokens() {
        return inputTokens.sum();
    }

    public long outputTokens() {
        return outputTokens.sum();
    }

    /** Input tokens that came from a provider's cache. */
    public long cachedTokens() {
        return cachedTokens.sum();
    }

    /** From the request's head to the end of the answer. */
    public Duration latency(double quantile) {
        return latency.quantile(quantile);
    }

    /** From the request's head to the first content. */
    public Duration firstToken(double quantile) {
        return firstToken.quantile(quantile);
    }
}
