package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.gateway.Attempt;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import java.util.List;

/** The way to plain servers: their addresses in turn, from a random one on, as long as nothing of the request has left. */
final class ServerWay implements Way {
    private final LiveExchange exchange;
    private final List<Address> addresses;
    private final int first;
    private StaticAttempt attempt;

    /**
     * @param first the position of the address to begin with
     */
    ServerWay(LiveExchange exchange, Backend.Static server, int first) {
        this.exchange = exchange;
        this.addresses = server.addresses();
        this.first = first;
    }

    @Override
    public boolean next() {
        int tried = exchange.attempts();
        if (attempt != null && !nothingHasLeft() || tried >= addresses.size()) {
            return false;
        }
        exchange.tries();
        Address address = addresses.get((first + tried) % addresses.size());
        attempt = new StaticAttempt(
                exchange, address, exchange.requestTarget(), exchange.requestChanges(), exchange.attemptDeadline());
        return true;
    }

    private boolean nothingHasLeft() {
        return attempt.outcome()
                .filter(outcome -> outcome instanceof Outcome.Failed failed && failed.isBeforeRequest())
                .isPresent();
    }

    @Override
    public Attempt attempt() {
        return attempt;
    }

    @Override
    public void conclude() {
        LlmError silence = attempt == null
                ? LiveExchange.NO_ANSWER
                : attempt.outcome()
                        .map(outcome ->
                                outcome instanceof Outcome.Failed failed ? failed.error() : LiveExchange.NO_ANSWER)
                        .orElse(LiveExchange.NO_ANSWER);
        exchange.record(silence);
    }

    /** Nobody keeps the health of plain servers. */
    @Override
    public void abandon() {}
}
