package io.camelid.config.internal.backend;

import io.camelid.config.snapshot.Timeouts;
import java.util.List;
import java.util.Map;

/** What a backend object says, whichever dialect it says it in. */
sealed interface BackendSpec {
    /**
     * @param routes path suffix to route type, the longest suffix first
     */
    record Llm(List<List<EntrySpec>> groups, Map<String, String> routes) implements BackendSpec {}

    /**
     * @param tls empty: by the port
     */
    record Static(List<HostPort> hosts, TlsSpec tls, Timeouts timeouts) implements BackendSpec {}
}
