package io.camelid.provider.azureopenai.internal.entra;

import io.camelid.spi.Secret;
import java.time.Duration;
import java.time.Instant;

/**
 * A token of Microsoft Entra ID.
 *
 * @param refresh when it is time to ask for the next one
 * @param expiry when it is worth nothing any more
 */
public record AccessToken(Secret value, Instant refresh, Instant expiry) {
    private static final Duration LEAD = Duration.ofMinutes(5);

    /** A token that is replaced five minutes before its end, or after half of a shorter life. */
    static AccessToken until(String value, Instant now, Instant expiry) {
        Duration half = Duration.between(now, expiry).dividedBy(2);
        return new AccessToken(Secret.of(value), expiry.minus(half.compareTo(LEAD) < 0 ? half : LEAD), expiry);
    }
}
