package io.camelid.provider.azureopenai.internal.entra;

import io.camelid.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * An application registered in Entra ID, which asks for its own tokens (OAuth 2.0 client credentials
 * grant, RFC 6749 §4.4; with an assertion in place of the secret, RFC 7523 §2.2).
 */
final class EntraApplication implements TokenSource {
    /** What proves that the application is who it says; may read a file. */
    @FunctionalInterface
    interface Proof {
        Map<String, Secret> parameters() throws IOException;
    }

    private final TokenEndpoint endpoint;
    private final URI uri;
    private final String id;
    private final String scope;
    private final Proof proof;

    EntraApplication(TokenEndpoint endpoint, URI uri, String id, String scope, Proof proof) {
        this.endpoint = endpoint;
        this.uri = uri;
        this.id = id;
        this.scope = scope;
        this.proof = proof;
    }

    @Override
    public CompletionStage<AccessToken> fetch() {
        return endpoint.ask(this::request);
    }

    private HttpRequest request() throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", id);
        form.put("scope", scope);
        proof.parameters().forEach((name, value) -> form.put(name, value.reveal()));
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(TokenEndpoint.form(form)))
                .build();
    }
}
