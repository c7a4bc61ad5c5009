package io.camelid.shell.internal;

import io.camelid.config.Compilation;
import io.camelid.config.Condition;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import java.util.stream.Collectors;

/**
 * What has become of an object, in a line.
 *
 * @param good whether nothing is wrong with it
 * @param text the conditions that hold, or what is wrong
 */
public record Verdict(boolean good, String text) {
    private static final Verdict UNJUDGED = new Verdict(true, "");

    /** Objects that have no status, such as Secrets, are good and there is nothing to say of them. */
    public static Verdict of(Compilation compilation, ObjectKey key) {
        ObjectStatus status = compilation.statuses().get(key);
        return status == null ? UNJUDGED : of(status);
    }

    public static Verdict of(ObjectStatus status) {
        String text = status.isGood()
                ? status.conditions().stream().map(Condition::type).distinct().collect(Collectors.joining(", "))
                : status.conditions().stream()
                        .filter(condition -> !condition.status())
                        .map(condition ->
                                condition.type() + "=False (" + condition.reason() + "): " + condition.message())
                        .distinct()
                        .collect(Collectors.joining("; "));
        return new Verdict(status.isGood(), text);
    }
}
