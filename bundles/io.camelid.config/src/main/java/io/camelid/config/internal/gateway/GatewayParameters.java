package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import java.util.Optional;
import java.util.Set;

/** A Gateway's {@code infrastructure.parametersRef}: nothing is deployed for a Gateway, so there is nothing to set. */
final class GatewayParameters {
    /** Groups whose parameters say how another gateway is deployed, which does not matter to who takes over from it. */
    private static final Set<String> OF_OTHERS = Set.of("gateway.kgateway.dev", "agentgateway.dev");

    private GatewayParameters() {}

    /** The Gateway API wants a Gateway refused whose parameters cannot be had. */
    static Optional<Flaw> refusal(KubernetesObject gateway) {
        Fields reference = Fields.of(gateway.content().get("spec"), "spec", new Findings())
                .objectOrNone("infrastructure")
                .objectOrNone("parametersRef");
        String kind = reference.text("kind").orElse("");
        String group = reference.text("group").orElse("");
        return kind.isEmpty() || OF_OTHERS.contains(group)
                ? Optional.empty()
                : Optional.of(new Flaw(
                        "InvalidParameters",
                        "spec.infrastructure.parametersRef: parameters of kind " + kind + " are not supported"));
    }
}
