package io.camelid.provider.azureopenai.internal.entra;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Auth;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The identities that a gateway can have in Microsoft Entra ID, found by the environment variables of
 * Azure's own SDKs ("Azure Identity", environment variables of {@code EnvironmentCredential}, {@code
 * WorkloadIdentityCredential}, {@code ManagedIdentityCredential}).
 */
public final class EntraIdentities {
    private static final String PUBLIC_CLOUD = "https://login.microsoftonline.com";
    private static final List<String> WORKLOAD =
            List.of("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE");
    private static final List<String> CLIENT_SECRET =
            List.of("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET");

    private final TokenClient client;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final String scope;

    /** @param scope what the tokens are for */
    public EntraIdentities(TokenClient client, Map<String, String> environment, InstantSource clock, String scope) {
        this.client = client;
        this.environment = environment;
        this.clock = clock;
        this.scope = scope;
    }

    /** The identity that a manifest asks for; {@code azure: {}} is {@linkplain #standard the standard one}. */
    public TokenSource of(Auth.Cloud cloud) throws LlmException {
        Map<String, Secret> secrets = cloud.secrets();
        if (!secrets.isEmpty()) {
            return clientSecret(
                    secrets.get("tenantID").reveal(), secrets.get("clientID").reveal(), secrets.get("clientSecret"));
        }
        if (cloud.settings().containsKey("workloadIdentity")) {
            return workload()
                    .orElseThrow(() -> refusal("workloadIdentity needs the environment variables " + WORKLOAD));
        }
        return cloud.settings().containsKey("managedIdentity")
                ? managed(UserAssigned.of(cloud.settings().get("managedIdentity")), false)
                : standard();
    }

    /** What the environment configures; else the machine's managed identity, if it has one. */
    public TokenSource standard() throws LlmException {
        Optional<TokenSource> configured = ofEnvironment();
        return configured.isPresent()
                ? configured.get()
                : managed(UserAssigned.byClient(variable("AZURE_CLIENT_ID")), true);
    }

    /** What the environment configures, without looking for a managed identity on the network. */
    public Optional<TokenSource> ofEnvironment() throws LlmException {
        if (CLIENT_SECRET.stream().allMatch(name -> variable(name).isPresent())) {
            return Optional.of(clientSecret(
                    environment.get("AZURE_TENANT_ID"),
                    environment.get("AZURE_CLIENT_ID"),
                    Secret.of(environment.get("AZURE_CLIENT_SECRET"))));
        }
        Optional<TokenSource> workload = workload();
        if (workload.isPresent()) {
            return workload;
        }
        return ManagedIdentity.isConfigured(environment)
                ? Optional.of(managed(UserAssigned.byClient(variable("AZURE_CLIENT_ID")), false))
                : Optional.empty();
    }

    private TokenSource clientSecret(String tenant, String application, Secret secret) throws LlmException {
        return new EntraApplication(
                entra(), authority(tenant), application, scope, () -> Map.of("client_secret", secret));
    }

    private Optional<TokenSource> workload() throws LlmException {
        if (!WORKLOAD.stream().allMatch(name -> variable(name).isPresent())) {
            return Optional.empty();
        }
        return Optional.of(new EntraApplication(
                entra(),
                authority(environment.get("AZURE_TENANT_ID")),
                environment.get("AZURE_CLIENT_ID"),
                scope,
                new FederatedToken(environment.get("AZURE_FEDERATED_TOKEN_FILE"))));
    }

    private TokenSource managed(Optional<UserAssigned> identity, boolean probe) throws LlmException {
        try {
            return new ManagedIdentity(
                    client,
                    new TokenEndpoint(client, clock, "The managed identity endpoint"),
                    environment,
                    scope.substring(0, scope.lastIndexOf('/')),
                    identity,
                    probe);
        } catch (IllegalArgumentException unusable) {
            throw refusal("the environment's managed identity cannot be used: " + unusable.getMessage());
        }
    }

    private TokenEndpoint entra() {
        return new TokenEndpoint(client, clock, "Microsoft Entra ID");
    }

    /** {@code AZURE_AUTHORITY_HOST} names another cloud than the public one. */
    private URI authority(String tenant) throws LlmException {
        if (!tenant.matches("[A-Za-z0-9.-]{1,255}")) {
            throw refusal("the tenant ID is neither a GUID nor a domain name");
        }
        String host = variable("AZURE_AUTHORITY_HOST").orElse(PUBLIC_CLOUD);
        try {
            return URI.create((host.endsWith("/") ? host : host + "/") + tenant + "/oauth2/v2.0/token");
        } catch (IllegalArgumentException notAnAddress) {
            throw refusal("AZURE_AUTHORITY_HOST is no URL");
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private static LlmException refusal(String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, "invalid_credentials", message));
    }
}
