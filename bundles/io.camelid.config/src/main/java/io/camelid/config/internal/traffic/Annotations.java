package io.camelid.config.internal.traffic;

import io.camelid.config.KubernetesObject;
import io.camelid.config.internal.read.ClosestName;
import io.camelid.config.internal.read.Durations;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.snapshot.Timeouts;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object's annotations under {@code camelid.io/}: for what the CRDs have no fields for. A wrong one is
 * warned of and counts as absent, for an object is no worse for it than without.
 */
public final class Annotations {
    private static final String PREFIX = "camelid.io/";
    private static final int LONGEST = 4096;

    private final Map<String, Object> all;
    private final String kind;
    private final Findings findings;
    private final Set<String> known = new LinkedHashSet<>();

    public Annotations(KubernetesObject object, Findings findings) {
        this.all = Fields.membersOf(object.content().get("metadata"))
                .flatMap(metadata -> Fields.membersOf(metadata.get("annotations")))
                .orElse(Map.of());
        this.kind = object.key().kind();
        this.findings = findings;
    }

    /** What is common to HTTPRoutes and Backends. */
    public Timeouts timeouts() {
        return new Timeouts(
                duration("request-timeout"),
                duration("try-timeout"),
                Optional.empty(),
                duration("first-token-timeout"),
                duration("idle-timeout"),
                duration("hedge-after"));
    }

    Optional<Duration> duration(String name) {
        return text(name).flatMap(text -> {
            Optional<Duration> duration = Durations.parse(text);
            if (duration.isEmpty()) {
                warn(name, Durations.RULE);
            }
            return duration;
        });
    }

    /** Without blanks around it; a blank one counts as absent. */
    Optional<String> text(String name) {
        known.add(PREFIX + name);
        Object value = all.get(PREFIX + name);
        if (value instanceof String text && text.length() <= LONGEST) {
            return Optional.of(text.strip()).filter(stripped -> !stripped.isEmpty());
        }
        if (value != null) {
            warn(name, "must be text of at most " + LONGEST + " characters");
        }
        return Optional.empty();
    }

    void warn(String name, String problem) {
        findings.warn("metadata.annotations[" + PREFIX + name + "]", problem + "; it has no effect");
    }

    /** Warns of every one that nothing has asked for. */
    public void warnOfUnread() {
        for (String name : all.keySet()) {
            if (name.startsWith(PREFIX) && !known.contains(name)) {
                findings.warn(
                        "metadata.annotations[" + name + "]",
                        "unknown annotation for a " + kind + ClosestName.hint(name, known));
            }
        }
    }
}
