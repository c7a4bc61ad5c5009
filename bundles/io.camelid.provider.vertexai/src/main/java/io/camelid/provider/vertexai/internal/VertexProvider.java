package io.camelid.provider.vertexai.internal;

import io.camelid.credential.FetchThreads;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.LlmProvider;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.TargetConfig;
import java.time.InstantSource;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Vertex AI: Gemini, Claude, and the models that its OpenAI-compatible endpoint serves. */
@Component(service = LlmProvider.class, property = "camelid.provider=" + VertexProvider.ID)
public final class VertexProvider implements LlmProvider {
    static final String ID = "vertexai";

    private static final ProviderDescription DESCRIPTION =
            new ProviderDescription(ID, "Vertex AI", "gcp.vertex_ai", List.of(ID), VertexSettings.DECLARED);

    private final FetchThreads threads = new FetchThreads("camelid-vertexai-credentials");
    private final Credentials credentials = new Credentials(threads, InstantSource.system());

    @Activate
    public VertexProvider() {}

    @Override
    public ProviderDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ProviderTarget open(TargetConfig config) throws LlmException {
        VertexSettings settings = VertexSettings.of(config.settings());
        return new VertexTarget(config.endpoint(), settings, credentials.signing(config.auth(), settings.host()));
    }

    /** Lets the threads end; targets that are still open keep what they have fetched. */
    @Deactivate
    void close() {
        threads.close();
    }
}
