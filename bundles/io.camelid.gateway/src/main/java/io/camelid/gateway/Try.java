package io.camelid.gateway;

import java.util.Objects;

/**
 * A try that is over.
 *
 * @param target whom it went to: an entry's name, or an address
 * @param group the entry's priority group, counted from 1; 0 for plain servers
 * @param status the upstream's; 0 when it sent none
 * @param code a stable word for why the client did not get this try's answer, or not all of it; empty when it did
 * @param reason the same for a person; it may repeat an upstream's words and is no text for logs
 * @param nanos how long it took; 0 when the target could not be asked at all
 */
public record Try(String target, int group, int status, String code, String reason, long nanos) {
    /** The upstream refused with a status that another one might not. */
    public static final String REFUSED = "upstream_refused";

    /** Another try, made beside it, was quicker. */
    public static final String OVERTAKEN = "overtaken";

    public Try {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
    }

    /** Who it was, for a person. */
    public String name() {
        return group == 0 ? target : target + " (group " + group + ")";
    }
}
