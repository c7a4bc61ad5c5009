package io.camelid.config.internal.backend;

import java.util.Optional;

/**
 * A Service by which a manifest says where a provider is.
 *
 * @param namespace of the Service; none is the backend's
 */
record ServiceRef(Optional<String> namespace, String name, int port) {}
