package io.camelid.config.internal;

import io.camelid.config.internal.backend.InstalledProvider;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.TargetConfig;
import io.camelid.spi.provider.UpstreamCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider that only remembers what it was asked to open. */
public final class FakeProvider implements LlmProvider {
    private final ProviderDescription description;
    /** Every target ever opened. */
    public final List<FakeTarget> opened = new CopyOnWriteArrayList<>();

    public FakeProvider(String id, List<String> keys, Setting... settings) {
        List<Setting> all = new ArrayList<>(List.of(settings));
        all.add(Setting.model());
        description = new ProviderDescription(id, id, id, keys, all);
    }

    public static FakeProvider openai() {
        return new FakeProvider("openai", List.of("openai"));
    }

    public static FakeProvider anthropic() {
        return new FakeProvider(
                "anthropic",
                List.of("anthropic"),
                Setting.text("apiVersion", "Version header.").or("2023-06-01"));
    }

    /** The providers of the seeds and of the CRDs, with the settings that these give them. */
    public static List<FakeProvider> ofTheSeeds() {
        return List.of(
                openai(),
                anthropic(),
                new FakeProvider("gemini", List.of("gemini"), Setting.text("apiVersion", "API version.")),
                new FakeProvider(
                        "bedrock",
                        List.of("bedrock"),
                        Setting.text("region", "AWS region.").or("us-east-1"),
                        Setting.structure("guardrail", "Guardrail.")),
                new FakeProvider(
                        "azureopenai",
                        List.of("azureopenai", "azure"),
                        Setting.text("endpoint", "Host.").mandatory(),
                        Setting.text("deploymentName", "Deployment."),
                        Setting.text("apiVersion", "API version.")),
                new FakeProvider(
                        "vertexai",
                        List.of("vertexai"),
                        Setting.text("projectId", "Project.").mandatory(),
                        Setting.text("location", "Region.").alias("region").or("global")),
                new FakeProvider("custom", List.of("custom"), Setting.service("backendRef", "Service.")));
    }

    public InstalledProvider installed(long instance) {
        return new InstalledProvider(this, description, instance);
    }

    @Override
    public ProviderDescription describe() {
        return description;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        if (config.model().orElse("").equals("refused")) {
            throw new LlmException(LlmError.of(ErrorKind.CONFIGURATION, "bad", "this model is refused"));
        }
        if (config.model().orElse("").equals("bug")) {
            throw new IllegalStateException("a bug");
        }
        FakeTarget target = new FakeTarget(config);
        opened.add(target);
        return target;
    }

    /** A target that cannot be called. */
    public static final class FakeTarget implements ProviderTarget {
        public final TargetConfig config;
        public volatile int closed;

        FakeTarget(TargetConfig config) {
            this.config = config;
        }

        @Override
        public List<FormatId> formats(Operation operation, String model) {
            return List.of();
        }

        @Override
        public UpstreamCall prepare(LlmCall call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
