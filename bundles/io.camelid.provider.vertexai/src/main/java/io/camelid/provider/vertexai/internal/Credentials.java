package io.camelid.provider.vertexai.internal;

import io.camelid.credential.CachedCredential;
import io.camelid.provider.vertexai.internal.GoogleSource.Token;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmException;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.HttpCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Turns what a manifest says about credentials into a way of signing. */
final class Credentials {
    private static final String DOCUMENT = "credentials.json";
    private static final String ID_TOKEN = "IdToken";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Executor fetches;
    private final InstantSource clock;

    Credentials(Executor fetches, InstantSource clock) {
        this.fetches = fetches;
        this.clock = clock;
    }

    /**
     * @param host for which identity tokens are issued unless the manifest names an audience
     * @throws LlmException when there is something that Google cannot be shown
     */
    Signing signing(Auth auth, String host) throws LlmException {
        if (auth instanceof Auth.Passthrough) {
            return (call, body) -> CompletableFuture.completedFuture(call);
        }
        if (auth instanceof Auth.Key key) {
            String value = key.value().reveal();
            return value.stripLeading().startsWith("{")
                    ? fetched(GoogleSource.ofDocument(value, Optional.empty()), key)
                    : (call, body) -> CompletableFuture.completedFuture(call.with(key, CredentialLocation.BEARER));
        }
        Auth.Key nowhereSpecial = Auth.Key.of("");
        if (!(auth instanceof Auth.Cloud cloud)) {
            return fetched(GoogleSource.ofEnvironment(Optional.empty()), nowhereSpecial);
        }
        if (!cloud.kind().equals("gcp")) {
            throw VertexSettings.refused("Vertex AI takes credentials of Google, not of the cloud " + cloud.kind());
        }
        Optional<String> audience = audience(cloud.settings(), host);
        Secret document = cloud.secrets().get(DOCUMENT);
        return fetched(
                document == null
                        ? GoogleSource.ofEnvironment(audience)
                        : GoogleSource.ofDocument(document.reveal(), audience),
                nowhereSpecial);
    }

    private static Optional<String> audience(Map<String, Object> settings, String host) {
        if (!ID_TOKEN.equals(settings.get("type"))) {
            return Optional.empty();
        }
        return Optional.of(settings.getOrDefault("audience", "https://" + host).toString());
    }

    /** @param place says where a token goes, and what goes with it */
    private Signing fetched(CachedCredential.Source<Token> source, Auth.Key place) {
        CachedCredential<Token> cache = new CachedCredential<>("Google credentials", source, fetches, clock, PATIENCE);
        return new Signing() {
            @Override
            public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
                return cache.get().thenApply(token -> with(token, place, call));
            }

            @Override
            public void close() {
                cache.close();
            }
        };
    }

    private static HttpCall with(Token token, Auth.Key place, HttpCall call) {
        HttpCall signed =
                call.with(new Auth.Key(token.value(), place.location(), place.further()), CredentialLocation.BEARER);
        return token.quotaProject()
                .map(project -> signed.with(HeaderField.of("x-goog-user-project", project)))
                .orElse(signed);
    }
}
