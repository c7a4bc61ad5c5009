package io.camelid.gateway.internal;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.UpstreamCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A provider's target whose calls a test can look at. */
class ToyTarget implements ProviderTarget {
    private static final ProviderDescription PROVIDER =
            new ProviderDescription("toy", "Toy", "toy", List.of("toy"), List.of());

    final List<LlmCall> calls = new ArrayList<>();
    private final List<FormatId> formats;
    private final List<RequestEdit> edits;

    ToyTarget(List<FormatId> formats, List<RequestEdit> edits) {
        this.formats = formats;
        this.edits = edits;
    }

    /** Speaks chat completions and asks for nothing. */
    static ToyTarget simple() {
        return new ToyTarget(List.of(FormatId.COMPLETIONS), List.of());
    }

    /** Cannot make a call of anything. */
    static ToyTarget unable(LlmError error) {
        return new ToyTarget(List.of(FormatId.COMPLETIONS), List.of()) {
            @Override
            public UpstreamCall prepare(LlmCall call) throws LlmException {
                throw new LlmException(error);
            }
        };
    }

    /** A target without a model of its own. */
    LlmTarget named(String name) {
        return named(name, Optional.empty(), Auth.DEFAULT, List.of());
    }

    LlmTarget named(String name, Optional<String> model, Auth auth, List<RequestEdit> manifestEdits) {
        return new LlmTarget(
                "target/ai/chat/" + name + "@1",
                new TargetConfig(name, model, Settings.NONE, auth, EndpointOverride.NONE),
                PROVIDER,
                this,
                manifestEdits);
    }

    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return formats.stream()
                .filter(format -> (operation == Operation.MODELS) == format.equals(FormatId.MODELS))
                .toList();
    }

    @Override
    public List<RequestEdit> edits(LlmCall call) {
        return edits;
    }

    @Override
    public UpstreamCall prepare(LlmCall call) throws LlmException {
        calls.add(call);
        return HttpCall.of(
                call, Address.https("provider.test"), call.clientPath().orElse("/rebuilt"));
    }
}
