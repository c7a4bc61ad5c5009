package io.camelid.provider.azureopenai.internal;

import io.camelid.provider.azureopenai.internal.entra.EntraIdentities;
import io.camelid.provider.azureopenai.internal.entra.TokenCache;
import io.camelid.provider.azureopenai.internal.entra.TokenClient;
import io.camelid.provider.azureopenai.internal.entra.TokenSource;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.TargetConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Azure OpenAI, and Microsoft Foundry with its models of OpenAI, Anthropic and others. */
@Component(service = LlmProvider.class, property = "camelid.provider=" + AzureOpenAiProvider.ID)
public final class AzureOpenAiProvider implements LlmProvider {
    static final String ID = "azureopenai";

    private static final String DEPLOYMENT = "deploymentName";
    private static final String API_VERSION = "apiVersion";

    /** Where Microsoft documents keyless access: one scope for each kind of resource. */
    private static final String OPENAI_SCOPE = "https://cognitiveservices.azure.com/.default";

    private static final String FOUNDRY_SCOPE = "https://ai.azure.com/.default";

    private static final ProviderDescription DESCRIPTION = new ProviderDescription(
            ID,
            "Azure OpenAI",
            "azure",
            List.of(ID, "azure"),
            List.of(
                    Setting.model(),
                    Setting.text(
                            AzureResource.ENDPOINT,
                            "The resource's endpoint, for example https://my-resource.openai.azure.com, or its name."),
                    Setting.text(DEPLOYMENT, "The deployment that serves every request; absent, the model names it."),
                    Setting.text(
                            API_VERSION,
                            "v1, preview, or a dated version such as 2024-10-21, which has other paths; absent is v1."),
                    Setting.text(AzureResource.NAME, "The resource's name, in place of an endpoint."),
                    Setting.text(AzureResource.TYPE, "What the named resource is: OpenAI or Foundry."),
                    Setting.text(
                            AzureResource.PROJECT,
                            "The Foundry project; with an endpoint, absent is the endpoint's, else the resource's name.")));

    private final Map<String, String> environment;
    private final InstantSource clock;
    private final TokenClient client = new TokenClient();

    @Activate
    public AzureOpenAiProvider() {
        this(System.getenv(), InstantSource.system());
    }

    AzureOpenAiProvider(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        Settings settings = config.settings();
        AzureResource resource = AzureResource.of(settings);
        ApiVersion version = ApiVersion.of(settings.text(API_VERSION));
        Optional<String> deployment = settings.text(DEPLOYMENT);
        boolean byEndpoint = settings.text(AzureResource.ENDPOINT).isPresent();
        if (byEndpoint && !version.isV1() && deployment.isEmpty()) {
            throw Refusals.configuration("deploymentName is required for this apiVersion");
        }
        Optional<TokenCache> tokens = source(resource, config).map(source -> new TokenCache(source, clock));
        return new AzureOpenAiTarget(resource, version, deployment, config.endpoint(), config.auth(), tokens);
    }

    private Optional<TokenSource> source(AzureResource resource, TargetConfig config) throws LlmException {
        EntraIdentities identities =
                new EntraIdentities(client, environment, clock, resource.foundry() ? FOUNDRY_SCOPE : OPENAI_SCOPE);
        if (config.auth() instanceof Auth.Cloud cloud) {
            if (!cloud.kind().equals("azure")) {
                throw Refusals.configuration(
                        "Azure OpenAI takes a key or an identity of Azure, not credentials of the cloud "
                                + cloud.kind());
            }
            return Optional.of(identities.of(cloud));
        }
        if (config.auth() instanceof Auth.Default) {
            return config.endpoint().address().isEmpty()
                    ? Optional.of(identities.standard())
                    : identities.ofEnvironment();
        }
        return Optional.empty();
    }
}
