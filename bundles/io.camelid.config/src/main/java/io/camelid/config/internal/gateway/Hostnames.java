package io.camelid.config.internal.gateway;

import io.camelid.config.internal.read.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hostnames of listeners and routes: exact, or with {@code *} for one or more labels at the front. */
final class Hostnames {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern HOSTNAME = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    private static final int LONGEST = 253;

    private Hostnames() {}

    /** A hostname in lower case; anything else is put down as an error of that member. */
    static Optional<String> checked(Fields owner, String member, String hostname) {
        String lower = hostname.toLowerCase(Locale.ROOT);
        if (lower.length() > LONGEST || !HOSTNAME.matcher(lower).matches()) {
            owner.refuse(member, "\"" + hostname + "\" is not a host name");
            return Optional.empty();
        }
        return Optional.of(lower);
    }

    /**
     * For which hosts a route holds on a listener; empty when none.
     *
     * @param listener empty is any host
     * @param route empty is whatever the listener has
     */
    static Optional<List<String>> shared(Optional<String> listener, List<String> route) {
        if (route.isEmpty()) {
            return Optional.of(listener.stream().toList());
        }
        if (listener.isEmpty()) {
            return Optional.of(route);
        }
        List<String> shared = new ArrayList<>();
        for (String hostname : route) {
            if (covers(listener.get(), hostname)) {
                shared.add(hostname);
            } else if (covers(hostname, listener.get())) {
                shared.add(listener.get());
            }
        }
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(shared.stream().distinct().toList());
    }

    /** Whether there is a host that both are for; empty is any host. */
    static boolean overlap(Optional<String> one, Optional<String> other) {
        return one.isEmpty() || other.isEmpty() || covers(one.get(), other.get()) || covers(other.get(), one.get());
    }

    private static boolean covers(String pattern, String hostname) {
        return pattern.equals(hostname) || pattern.startsWith("*.") && hostname.endsWith(pattern.substring(1));
    }
}
