package io.camelid.config.internal.backend;

import java.util.Optional;

/** What a provider entry says about where it is. */
record EndpointSpec(Optional<HostPort> address, Optional<String> fullPath, Optional<String> pathPrefix, TlsSpec tls) {}
