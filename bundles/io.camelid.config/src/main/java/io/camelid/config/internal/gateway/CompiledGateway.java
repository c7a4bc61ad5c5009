package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import java.util.List;
import java.util.Optional;

/**
 * What has become of a Gateway.
 *
 * @param refusal why nothing of it can be used, if so
 */
record CompiledGateway(KubernetesObject object, List<CompiledListener> listeners, Optional<Flaw> refusal) {}
