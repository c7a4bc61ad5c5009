package io.camelid.gateway.internal.balance;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.UpstreamCall;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backends whose targets are only chosen, never called. */
final class Toys {
    static final ObjectKey BACKEND = new ObjectKey("gateway.kgateway.dev", "Backend", "ai", "chat");

    private static final ProviderDescription PROVIDER =
            new ProviderDescription("toy", "Toy", "toy", List.of("toy"), List.of());
    private static final ProviderTarget NEVER_CALLED = new ProviderTarget() {
        @Override
        public List<FormatId> formats(Operation operation, String model) {
            throw new AssertionError();
        }

        @Override
        public UpstreamCall prepare(LlmCall call) {
            throw new AssertionError();
        }
    };

    private Toys() {}

    static LlmTarget target(String name) {
        return target(name, HealthPolicy.DEFAULT);
    }

    static LlmTarget target(String name, HealthPolicy policy) {
        return new LlmTarget(
                "target/ai/chat/" + name + "@1",
                new TargetConfig(name, Optional.empty(), Settings.NONE, Auth.DEFAULT, EndpointOverride.NONE),
                PROVIDER,
                NEVER_CALLED,
                List.of(),
                Timeouts.DEFAULT,
                policy);
    }

    /** A backend with all targets in one group. */
    static Backend.Llm group(LlmTarget... targets) {
        return groups(List.of(List.of(targets)));
    }

    /** A backend that prefers the first target to the second, and so on. */
    static Backend.Llm chain(LlmTarget... targets) {
        return groups(Arrays.stream(targets).map(List::of).toList());
    }

    static Backend.Llm groups(List<List<LlmTarget>> groups) {
        return groups(groups, Balancing.DEFAULT);
    }

    static Backend.Llm groups(List<List<LlmTarget>> groups, Balancing balancing) {
        return new Backend.Llm(
                BACKEND,
                "backend/ai/chat@1",
                groups.stream().map(TargetGroup::new).toList(),
                Map.of(),
                Timeouts.DEFAULT,
                balancing);
    }

    static RoutingSnapshot snapshot(Backend.Llm backend) {
        return new RoutingSnapshot(1, List.of(), request -> Optional.empty(), Map.of(), Map.of(backend.key(), backend));
    }
}
