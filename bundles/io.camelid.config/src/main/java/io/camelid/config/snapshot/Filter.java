package io.camelid.config.snapshot;

import io.camelid.spi.HeaderField;
import java.util.List;
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
}
