package io.camelid.gateway.internal;

import io.camelid.gateway.Try;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is made of tries that all failed: the status is the last one that an upstream sent; where none did, it says whether
 * upstreams were out of reach, too slow or unusable; 504 when the request's time was up.
 *
 * @param backend whose they were
 * @param failures in order; at least one
 * @param late whether the request's time is up
 */
record Verdict(String backend, List<Failure> failures, boolean late) {
    /** Several tries failed. */
    static final String ALL_FAILED = "all_providers_failed";

    private static final String TIME_UP = "request_timeout";
    private static final int TOO_MANY_REQUESTS = 429;

    /** For the client: every try in its order, with the upstreams' own words. */
    LlmError forClient() {
        return error(made -> made.name() + ": " + made.reason());
    }

    /** For whoever runs the gateway: the same without a word that may repeat content. */
    LlmError forLog() {
        return error(made -> made.name() + ": " + (made.status() == 0 ? made.code() : "status " + made.status()));
    }

    /** The request's time was up before anybody had failed. */
    static LlmError timeUp(String backend) {
        return LlmError.of(ErrorKind.TIMEOUT, TIME_UP, backend + " did not answer in time");
    }

    private LlmError error(Function<Try, String> words) {
        String message = backend
                + (late ? " did not answer in time" : " could not be served by anybody")
                + failures.stream()
                        .map(Failure::made)
                        .map(words)
                        .collect(Collectors.joining("; ", ". Tried in this order: ", ""));
        if (late) {
            return LlmError.of(ErrorKind.TIMEOUT, TIME_UP, message);
        }
        Optional<Failure> refusal = lastRefusal();
        if (refusal.isPresent()) {
            int status = refusal.get().made().status();
            return LlmError.of(ErrorKind.ofStatus(status), ALL_FAILED, message).withStatus(status);
        }
        return failures.stream()
                .map(Failure::outcome)
                .filter(Outcome.Failed.class::isInstance)
                .map(outcome -> ((Outcome.Failed) outcome).error())
                .reduce((earlier, later) -> later)
                .map(last -> new LlmError(last.kind(), last.status(), ALL_FAILED, message, Optional.empty()))
                .orElseGet(() -> LlmError.of(ErrorKind.UNAVAILABLE, ALL_FAILED, message));
    }

    /** That an upstream said why is worth more than that another was silent. */
    Optional<Failure> lastRefusal() {
        return failures.stream()
                .filter(failure -> failure.outcome() instanceof Outcome.Refused)
                .reduce((earlier, later) -> later);
    }

    /** What the upstream whose status it is said of its limits; the shortest pause that was asked for, if all were limiting. */
    List<HeaderField> fields() {
        List<HeaderField> fields = new ArrayList<>();
        if (late) {
            return fields;
        }
        lastRefusal()
                .map(failure -> ((Outcome.Refused) failure.outcome()).answer().headers())
                .ifPresent(all -> all.stream().filter(Verdict::isOfLimits).forEach(fields::add));
        if (failures.stream().allMatch(failure -> failure.made().status() == TOO_MANY_REQUESTS)) {
            shortestPause().ifPresent(pause -> {
                fields.removeIf(field -> key(field).startsWith("retry-after"));
                long seconds = pause.plusNanos(999_999_999).toSeconds();
                fields.add(HeaderField.of("Retry-After", Long.toString(seconds)));
            });
        }
        return fields;
    }

    private Optional<Duration> shortestPause() {
        return failures.stream()
                .map(Failure::outcome)
                .filter(Outcome.Refused.class::isInstance)
                .flatMap(outcome -> ((Outcome.Refused) outcome).pause().stream())
                .min(Comparator.naturalOrder());
    }

    private static boolean isOfLimits(HeaderField field) {
        String key = key(field);
        return key.startsWith("retry-after")
                || key.startsWith("x-ratelimit-")
                || key.startsWith("anthropic-ratelimit-")
                || key.equals("x-request-id");
    }

    private static String key(HeaderField field) {
        return field.name().toLowerCase(Locale.ROOT);
    }
}
