package io.camelid.provider.azureopenai.internal.entra;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The identity that Azure gives to the machine. App Service, Functions and Container Apps say in the
 * environment where it is to be had ("How to use managed identities for App Service", REST endpoint
 * reference); everywhere else it is the instance metadata service ("How to use managed identities on an
 * Azure VM to acquire an access token", HTTP).
 */
final class ManagedIdentity implements TokenSource {
    private static final String ENDPOINT = "IDENTITY_ENDPOINT";
    private static final String HEADER = "IDENTITY_HEADER";
    private static final String OLDER_ENDPOINT = "MSI_ENDPOINT";
    private static final String OLDER_SECRET = "MSI_SECRET";
    /** Azure's SDKs look here for another metadata service than Azure's own. */
    private static final String METADATA_HOST = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

    private static final String METADATA_SERVICE = "http://169.254.169.254";
    private static final Duration PROBE = Duration.ofSeconds(1);

    private final TokenClient client;
    private final TokenEndpoint endpoint;
    private final HttpRequest request;
    private final Optional<HttpRequest> probe;

    /**
     * @param resource what the tokens are for
     * @param probe whether to find out first if there is a metadata service at all
     * @throws IllegalArgumentException when the environment names no URL, or a service that cannot be asked for this identity
     */
    ManagedIdentity(
            TokenClient client,
            TokenEndpoint endpoint,
            Map<String, String> environment,
            String resource,
            Optional<UserAssigned> identity,
            boolean probe) {
        this.client = client;
        this.endpoint = endpoint;
        this.request = request(environment, resource, identity);
        this.probe = probe
                ? Optional.of(HttpRequest.newBuilder(URI.create(metadata(environment)))
                        .build())
                : Optional.empty();
    }

    /** Whether the environment says that there is a managed identity. */
    static boolean isConfigured(Map<String, String> environment) {
        return isAppService(environment) || isOlderAppService(environment) || environment.containsKey(METADATA_HOST);
    }

    private static boolean isAppService(Map<String, String> environment) {
        return environment.containsKey(ENDPOINT) && environment.containsKey(HEADER);
    }

    private static boolean isOlderAppService(Map<String, String> environment) {
        return environment.containsKey(OLDER_ENDPOINT) && environment.containsKey(OLDER_SECRET);
    }

    @Override
    public CompletionStage<AccessToken> fetch() {
        return probe.isEmpty()
                ? endpoint.ask(() -> request)
                : client.send(probe::get, PROBE)
                        .handle((answer, failure) -> failure == null)
                        .thenCompose(there -> {
                            if (!there) {
                                throw new CompletionException(endpoint.unavailable("is not there, and the environment"
                                        + " has neither a client secret nor a federated token for Azure"));
                            }
                            return endpoint.ask(() -> request);
                        });
    }

    private static HttpRequest request(
            Map<String, String> environment, String resource, Optional<UserAssigned> identity) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("resource", resource);
        if (isAppService(environment)) {
            query.put("api-version", "2019-08-01");
            identity.ifPresent(one -> query.put(one.kind().appServiceParameter(), one.id()));
            return request(environment.get(ENDPOINT), query, "X-IDENTITY-HEADER", environment.get(HEADER));
        }
        if (isOlderAppService(environment)) {
            query.put("api-version", "2017-09-01");
            identity.ifPresent(one -> query.put("clientid", clientId(one)));
            return request(environment.get(OLDER_ENDPOINT), query, "secret", environment.get(OLDER_SECRET));
        }
        query.put("api-version", "2018-02-01");
        identity.ifPresent(one -> query.put(one.kind().imdsParameter(), one.id()));
        return request(metadata(environment), query, "Metadata", "true");
    }

    private static String clientId(UserAssigned identity) {
        if (identity.kind() != UserAssigned.Kind.CLIENT) {
            throw new IllegalArgumentException(OLDER_ENDPOINT + " knows identities by their clientId only");
        }
        return identity.id();
    }

    private static String metadata(Map<String, String> environment) {
        String host = environment.getOrDefault(METADATA_HOST, METADATA_SERVICE);
        return (host.endsWith("/") ? host.substring(0, host.length() - 1) : host) + "/metadata/identity/oauth2/token";
    }

    private static HttpRequest request(String endpoint, Map<String, String> query, String header, String value) {
        return HttpRequest.newBuilder(URI.create(endpoint + "?" + TokenEndpoint.form(query)))
                .header(header, value)
                .build();
    }
}
