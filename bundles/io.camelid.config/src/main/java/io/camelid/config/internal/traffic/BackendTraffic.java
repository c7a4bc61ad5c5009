package io.camelid.config.internal.traffic;

import io.camelid.config.internal.read.ClosestName;
import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.Balancing.Affinity;
import io.camelid.config.snapshot.Balancing.Scheme;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.Timeouts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a backend's annotations say.
 *
 * @param eviction the first pause
 * @param failureStatuses further statuses that are failures
 */
public record BackendTraffic(
        Timeouts timeouts, Balancing balancing, Optional<Duration> eviction, Set<Integer> failureStatuses) {
    private static final Map<String, Scheme> SCHEMES = Map.of(
            "PowerOfTwoChoices", Scheme.POWER_OF_TWO_CHOICES,
            "RoundRobin", Scheme.ROUND_ROBIN,
            "Weighted", Scheme.WEIGHTED);
    private static final String LOAD_BALANCING = "load-balancing";
    private static final String WEIGHTS = "weights";
    private static final String SESSION_AFFINITY = "session-affinity";
    private static final String EVICTION = "eviction";
    private static final String EVICT_ON = "evict-on";
    private static final Duration LEAST_EVICTION = Duration.ofMillis(100);
    private static final int HEAVIEST = 1_000_000;

    private static final Pattern WEIGHT = Pattern.compile("\\s*([^=\\s]+)\\s*=\\s*([0-9]{1,7})\\s*");
    /** A field or cookie name is a token (RFC 9110 §5.6.2, RFC 6265 §4.1.1). */
    private static final Pattern AFFINITY =
            Pattern.compile("(?i)(header|cookie)\\s*:\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})");

    /**
     * @param entries the names of the backend's providers
     */
    public static BackendTraffic read(Annotations annotations, Set<String> entries) {
        BackendTraffic traffic = new BackendTraffic(
                annotations.timeouts(), balancing(annotations, entries), eviction(annotations), statuses(annotations));
        annotations.warnOfUnread();
        return traffic;
    }

    /** A target's policy, completed by what the annotations say. */
    public HealthPolicy completed(HealthPolicy own) {
        return new HealthPolicy(
                own.unhealthyWhen(),
                failureStatuses,
                own.eviction().or(() -> eviction),
                own.consecutiveFailures(),
                own.healthThreshold(),
                own.restoreHealth());
    }

    private static Balancing balancing(Annotations annotations, Set<String> entries) {
        Optional<Scheme> scheme = annotations.text(LOAD_BALANCING).flatMap(text -> scheme(annotations, text));
        Map<String, Integer> weights = annotations
                .text(WEIGHTS)
                .map(text -> weights(annotations, text, entries))
                .orElse(Map.of());
        if (!weights.isEmpty() && scheme.isPresent() && scheme.get() != Scheme.WEIGHTED) {
            annotations.warn(WEIGHTS, "needs " + LOAD_BALANCING + " Weighted");
        }
        Optional<Affinity> affinity = annotations.text(SESSION_AFFINITY).flatMap(text -> affinity(annotations, text));
        return new Balancing(
                scheme.orElse(weights.isEmpty() ? Balancing.DEFAULT.scheme() : Scheme.WEIGHTED), weights, affinity);
    }

    private static Optional<Scheme> scheme(Annotations annotations, String text) {
        Optional<Scheme> scheme = SCHEMES.entrySet().stream()
                .filter(known -> known.getKey().equalsIgnoreCase(text))
                .map(Map.Entry::getValue)
                .findFirst();
        if (scheme.isEmpty()) {
            annotations.warn(
                    LOAD_BALANCING,
                    "must be one of PowerOfTwoChoices, RoundRobin, Weighted"
                            + ClosestName.hint(text, SCHEMES.keySet()));
        }
        return scheme;
    }

    private static Map<String, Integer> weights(Annotations annotations, String text, Set<String> entries) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (String item : text.split(",")) {
            Matcher matcher = WEIGHT.matcher(item);
            if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > HEAVIEST) {
                annotations.warn(
                        WEIGHTS, "must be names and whole numbers up to " + HEAVIEST + ", as in first=3,second=1");
                return Map.of();
            }
            if (!entries.contains(matcher.group(1))) {
                annotations.warn(
                        WEIGHTS,
                        "no provider is called " + matcher.group(1) + ClosestName.hint(matcher.group(1), entries));
                return Map.of();
            }
            weights.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        return weights;
    }

    private static Optional<Affinity> affinity(Annotations annotations, String text) {
        Matcher matcher = AFFINITY.matcher(text);
        if (!matcher.matches()) {
            annotations.warn(SESSION_AFFINITY, "must be \"header: <name>\" or \"cookie: <name>\"");
            return Optional.empty();
        }
        String name = matcher.group(2);
        return Optional.of(
                matcher.group(1).equalsIgnoreCase("cookie")
                        ? new Affinity.Cookie(name)
                        : new Affinity.Header(name.toLowerCase(Locale.ROOT)));
    }

    private static Optional<Duration> eviction(Annotations annotations) {
        Optional<Duration> eviction = annotations.duration(EVICTION);
        if (eviction.filter(pause -> pause.compareTo(LEAST_EVICTION) < 0).isPresent()) {
            annotations.warn(EVICTION, "must be at least " + LEAST_EVICTION.toMillis() + "ms");
            return Optional.empty();
        }
        return eviction;
    }

    private static Set<Integer> statuses(Annotations annotations) {
        Set<Integer> statuses = new TreeSet<>();
        for (String item :
                annotations.text(EVICT_ON).map(text -> text.split(",")).orElse(new String[0])) {
            String status = item.strip();
            if (!status.matches("[45][0-9][0-9]")) {
                annotations.warn(EVICT_ON, "must be statuses from 400 to 599, as in 401,403");
                return Set.of();
            }
            statuses.add(Integer.valueOf(status));
        }
        return statuses;
    }
}
