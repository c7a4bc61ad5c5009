package io.camelid.gateway.internal;

import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ClientResponse;
import io.camelid.gateway.MirrorOutcome;

/** A copy of a request on its way: its rule is the mirror's, and nobody hears of it but as one more copy. */
final class MirroredExchange extends LiveExchange {
    private static final int LEAST_REFUSAL = 400;

    private final GatewayService gateway;
    private final RuleMatch mirror;
    private final FilterEffects effects;

    /**
     * @param mirror what the copy belongs to
     * @param effects of the filters of the request's own rule
     */
    MirroredExchange(
            GatewayService gateway,
            SnapshotLease lease,
            ClientRequest copy,
            ClientResponse nowhere,
            RuleMatch mirror,
            FilterEffects effects) {
        super(gateway, gateway.formats(), lease, copy, nowhere);
        this.gateway = gateway;
        this.mirror = mirror;
        this.effects = effects.on(copy);
    }

    @Override
    RuleMatch find() {
        return mirror;
    }

    @Override
    FilterEffects begin(RuleMatch match) {
        return effects;
    }

    @Override
    void tellObservers() {
        gateway.mirrored(outcome());
    }

    private MirrorOutcome outcome() {
        if (error().isPresent() || status() == 0) {
            return MirrorOutcome.FAILED;
        }
        return status() < LEAST_REFUSAL ? MirrorOutcome.ANSWERED : MirrorOutcome.REFUSED;
    }
}
