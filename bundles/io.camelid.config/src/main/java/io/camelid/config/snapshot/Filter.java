package io.camelid.config.snapshot;

import io.camelid.spi.HeaderField;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A filter of the Gateway API. */
public sealed interface Filter {
    /** Replaces the whole path, which ends in no slash unless it is one; the query is kept. */
    record ReplaceFullPath(String path) implements Filter {}

    /** Replaces the prefix that matched, with a path that ends in no slash unless it is one. */
    record ReplacePrefix(String replacement) implements Filter {}

    /** Replaces the host that the upstream is told. */
    record ReplaceHost(String host) implements Filter {}

    /** Changes the request's header fields: {@code set}, then {@code add}, then {@code remove}. */
    record RequestHeaders(List<HeaderField> set, List<HeaderField> add, List<String> remove) implements Filter {}

    /** Changes the answer's header fields. */
    record ResponseHeaders(List<HeaderField> set, List<HeaderField> add, List<String> remove) implements Filter {}

    /** Answers with a redirect; nothing else happens. */
    record Redirect(
            Optional<String> scheme, Optional<String> host, Optional<Integer> port, Optional<Filter> path, int status)
            implements Filter {}

    /**
     * Sends copies of some requests to another backend, whose answers nobody gets.
     *
     * @param rule a rule of its own, with no filters and that one backend
     * @param numerator how many of {@code denominator} requests are copied
     */
    record Mirror(RouteRule rule, int numerator, int denominator) implements Filter {
        public Mirror {
            Objects.requireNonNull(rule, "rule");
        }
    }

    /**
     * Answers CORS preflights, and says on other answers which pages of other origins may read them.
     *
     * @param allowMethods, {@code allowHeaders}, {@code exposeHeaders}: {@code *} alone is any
     * @param maxAge how long a browser may keep the answer to a preflight, in seconds
     */
    record Cors(
            List<OriginPattern> allowOrigins,
            boolean allowCredentials,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            int maxAge)
            implements Filter {
        public Cors {
            allowOrigins = List.copyOf(allowOrigins);
            allowMethods = List.copyOf(allowMethods);
            allowHeaders = List.copyOf(allowHeaders);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }
}
