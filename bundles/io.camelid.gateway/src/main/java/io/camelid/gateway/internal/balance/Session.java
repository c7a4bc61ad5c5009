package io.camelid.gateway.internal.balance;

import io.camelid.config.snapshot.Balancing.Affinity;
import io.camelid.spi.Headers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What keeps a client with its target: by rendezvous hashing, so that only the sessions of a target move
 * that is away, and come back when it does.
 *
 * @param hash of the session's name
 */
record Session(long hash) {
    private static final Pattern COOKIE = Pattern.compile("\\s*([^=;\\s]+)\\s*=\\s*([^;]*)");

    /** The session that a request names, if it names one. */
    static Optional<Session> of(Affinity affinity, Headers request) {
        Optional<String> name = affinity instanceof Affinity.Cookie cookie
                ? request.first("cookie").flatMap(all -> cookie(all, cookie.name()))
                : request.first(affinity.name());
        return name.map(String::trim).filter(text -> !text.isEmpty()).map(text -> new Session(hash(text)));
    }

    private static Optional<String> cookie(String all, String name) {
        for (String pair : all.split(";")) {
            Matcher matcher = COOKIE.matcher(pair);
            if (matcher.matches() && matcher.group(1).equals(name)) {
                return Optional.of(matcher.group(2));
            }
        }
        return Optional.empty();
    }

    /** How much the session is a target's; shares of sessions are as the weights. */
    double pull(String target, int weight) {
        long mixed = mix(hash ^ mix(hash(target)));
        double drawn = ((mixed >>> 11) + 0.5) * 0x1.0p-53; // in (0, 1)
        return -weight / Math.log(drawn);
    }

    /** FNV-1a (draft-eastlake-fnv) over UTF-16 units. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
