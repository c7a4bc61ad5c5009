package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;
import io.camelid.config.internal.match.Match;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Retry;
import io.camelid.config.snapshot.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an HTTPRoute says. */
record RouteSpec(List<ParentRef> parents, List<String> hostnames, List<RuleSpec> rules) {
    /**
     * @param shown as the manifest has it, defaults filled in, for the status
     */
    record ParentRef(ObjectKey key, Optional<String> sectionName, Optional<Integer> port, Map<String, Object> shown) {}

    /**
     * @param findings about this rule alone
     * @param matches those that can be used
     */
    record RuleSpec(
            Findings findings,
            List<Match> matches,
            List<FilterSpec> filters,
            List<RefSpec> refs,
            Timeouts timeouts,
            Optional<Retry> retry) {
        /** All that it refers to, mirrors first. */
        Stream<ReferentSpec> referents() {
            return Stream.concat(
                    mirrored(filters),
                    refs.stream().flatMap(ref -> Stream.concat(Stream.of(ref.target()), mirrored(ref.filters()))));
        }

        private static Stream<ReferentSpec> mirrored(List<FilterSpec> filters) {
            return filters.stream()
                    .flatMap(filter ->
                            filter instanceof FilterSpec.Mirror mirror ? Stream.of(mirror.target()) : Stream.empty());
        }
    }

    record RefSpec(ReferentSpec target, int weight, List<FilterSpec> filters) {}

    /** A {@code BackendObjectReference}. */
    record ReferentSpec(ObjectKey key, Optional<Integer> port) {}

    /** A filter, as far as it can be known before references are resolved. */
    sealed interface FilterSpec {
        record Plain(Filter filter) implements FilterSpec {}

        record Mirror(ReferentSpec target, int numerator, int denominator) implements FilterSpec {}
    }
}
