package io.camelid.gateway.internal;

import io.camelid.config.SnapshotLease;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ClientResponse;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.Mirror;
import io.camelid.gateway.MirrorOutcome;
import java.util.concurrent.ThreadLocalRandom;

/** A copy that is to be sent, for the lot fell on its request. */
record DrawnMirror(GatewayService gateway, SnapshotLease lease, RuleMatch mirror, FilterEffects effects)
        implements Mirror {
    /** Whether one more request belongs to a mirror's share. */
    static boolean draw(Filter.Mirror mirror) {
        return mirror.numerator() >= mirror.denominator()
                || ThreadLocalRandom.current().nextInt(mirror.denominator()) < mirror.numerator();
    }

    @Override
    public GatewayExchange open(ClientRequest copy, ClientResponse nowhere) {
        return new MirroredExchange(gateway, lease, copy, nowhere, mirror, effects);
    }

    @Override
    public void drop(MirrorOutcome why) {
        try {
            gateway.mirrored(why);
        } finally {
            lease.release();
        }
    }
}
