package io.camelid.config.snapshot;

import io.camelid.config.ObjectKey;
import io.camelid.spi.LlmError;
import io.camelid.spi.provider.Address;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Where a rule's requests go. */
public sealed interface Backend {
    /** The object that defines it, or that a reference names in vain. */
    ObjectKey key();

    /** {@code backend/<namespace>/<name>@<hash>}: equal ids are equal backends. */
    String id();

    /**
     * Providers of language models.
     *
     * @param groups in order of preference; none is empty
     * @param routes path suffix to route type, the longest suffix first; {@code *} fits any path and comes
     *     last; types in one spelling for both dialects, for example {@code AnthropicTokenCount}; empty
     *     when the manifest says nothing
     * @param timeouts for requests; those of a single try are its target's
     */
    record Llm(
            ObjectKey key,
            String id,
            List<TargetGroup> groups,
            Map<String, String> routes,
            Timeouts timeouts,
            Balancing balancing)
            implements Backend {
        public Llm {
            groups = List.copyOf(groups);
            Objects.requireNonNull(timeouts, "timeouts");
            Objects.requireNonNull(balancing, "balancing");
        }

        public Llm(ObjectKey key, String id, List<TargetGroup> groups, Map<String, String> routes) {
            this(key, id, groups, routes, Timeouts.DEFAULT, Balancing.DEFAULT);
        }

        /** All targets, the preferred first. */
        public List<LlmTarget> targets() {
            return groups.stream().flatMap(group -> group.targets().stream()).toList();
        }
    }

    /**
     * Servers that get the request as it is.
     *
     * @param keepsHost whether they are told the host that the client asked for, rather than their own
     */
    record Static(ObjectKey key, String id, List<Address> addresses, Timeouts timeouts, boolean keepsHost)
            implements Backend {
        public Static {
            addresses = List.copyOf(addresses);
            Objects.requireNonNull(timeouts, "timeouts");
        }

        public Static(ObjectKey key, String id, List<Address> addresses) {
            this(key, id, addresses, Timeouts.DEFAULT, false);
        }
    }

    /** A backend that cannot serve; every request that reaches it gets this error. */
    record Unusable(ObjectKey key, String id, LlmError error) implements Backend {}

    /** The longest suffix of {@code routes} that a path has. */
    static Optional<String> routeType(Map<String, String> routes, String path) {
        for (Map.Entry<String, String> route : routes.entrySet()) {
            if (route.getKey().equals("*") || path.endsWith(route.getKey())) {
                return Optional.of(route.getValue());
            }
        }
        return Optional.empty();
    }
}
