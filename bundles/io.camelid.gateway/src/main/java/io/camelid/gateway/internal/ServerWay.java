package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.Try;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way to plain servers: their addresses in turn, from a random one on, as long as nothing of the request has left;
 * again as often as the rule says, as long as the request can be sent again.
 */
final class ServerWay implements Way {
    private final LiveExchange exchange;
    private final Backend.Static server;
    private final int first;
    private final Retries retries;
    private final Optional<ByteBuffer> body;
    private final boolean replayable;
    private final List<Failure> failures = new ArrayList<>(0);
    private StaticAttempt attempt;

    /**
     * @param first the position of the address to begin with
     * @param body the whole of it, if it was read
     * @param replayable whether the request can be sent again
     */
    ServerWay(
            LiveExchange exchange,
            Backend.Static server,
            int first,
            Retries retries,
            Optional<ByteBuffer> body,
            boolean replayable) {
        this.exchange = exchange;
        this.server = server;
        this.first = first;
        this.retries = retries;
        this.body = body;
        this.replayable = replayable;
    }

    @Override
    public boolean next() {
        if (attempt == null) {
            return begin(Duration.ZERO);
        }
        boolean untouched = attempt.outcome() instanceof Outcome.Failed failed && failed.isBeforeRequest();
        if (untouched && exchange.attempts() < server.addresses().size()) {
            return begin(Duration.ZERO);
        }
        boolean again = attempt.outcome() instanceof Outcome.Failed && (untouched || replayable);
        return again && retries.allow(exchange.attempts()) && begin(retries.backoff());
    }

    private boolean begin(Duration delay) {
        List<Address> addresses = server.addresses();
        int made = exchange.attempts();
        if (addresses.isEmpty()) {
            return false;
        }
        exchange.oneMoreTry();
        attempt = new StaticAttempt(
                exchange,
                this,
                addresses.get((first + made) % addresses.size()),
                body,
                retries.changes(requestChanges(), made),
                exchange.limits(server.timeouts(), delay, false, false),
                delay);
        return true;
    }

    /** A filter may still say another host. */
    private HeaderChanges requestChanges() {
        return server.keepsHost()
                ? HeaderChanges.setting(List.of(HeaderField.of("Host", exchange.authority())))
                        .then(exchange.requestChanges())
                : exchange.requestChanges();
    }

    /** Whether a status is to be tried again after. */
    boolean retries(int status) {
        return retries.name(status) && replayable && retries.allow(exchange.attempts());
    }

    /** A try that did not help. */
    void failed(StaticAttempt over, int status, LlmError why) {
        failures.add(new Failure(
                new Try(
                        over.target(),
                        0,
                        status,
                        status == 0 ? why.code() : Try.REFUSED,
                        why.message(),
                        exchange.now() - over.begun()),
                Optional.empty(),
                over.outcome()));
    }

    @Override
    public Attempt attempt() {
        return attempt;
    }

    @Override
    public List<Try> tries() {
        List<Try> tries = new ArrayList<>(failures.size() + 1);
        failures.forEach(failure -> tries.add(failure.made()));
        if (attempt != null && !(attempt.outcome() instanceof Outcome.Failed)) {
            tries.add(new Try(attempt.target(), 0, attempt.status(), "", "", exchange.now() - attempt.begun()));
        }
        return tries;
    }

    @Override
    public void conclude(boolean late) {
        exchange.conclude(failures, late);
    }

    /** Nobody keeps the health of plain servers. */
    @Override
    public void abandon() {}
}
