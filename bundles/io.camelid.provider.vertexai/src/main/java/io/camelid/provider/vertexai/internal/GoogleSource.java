package io.camelid.provider.vertexai.internal;

import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdTokenCredentials;
import com.google.auth.oauth2.IdTokenProvider;
import io.camelid.credential.CachedCredential;
import io.camelid.credential.CachedCredential.Fetched;
import io.camelid.credential.CachedCredential.Source;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Tokens of a Google identity. A credentials document may be a service account's, a user's, a workload
 * identity federation's or that of an impersonated account.
 *
 * @see <a href="https://cloud.google.com/docs/authentication/application-default-credentials">Google: how Application
 *     Default Credentials works</a>
 */
final class GoogleSource implements Source<GoogleSource.Token> {
    /**
     * @param value for {@code Authorization}
     * @param quotaProject who pays, where the identity is not of a project itself
     */
    record Token(Secret value, Optional<String> quotaProject) {}

    /** Finds the identity; may block. */
    private interface Identity {
        GoogleCredentials find() throws IOException;
    }

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String DOCUMENT_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";
    private static final HttpTransport TRANSPORT = new NetHttpTransport();
    private static final HttpTransportFactory TRANSPORTS = () -> TRANSPORT;

    private final String label;
    private final Identity identity;
    private final Optional<String> audience;

    private GoogleSource(String label, Identity identity, Optional<String> audience) {
        this.label = label;
        this.identity = identity;
        this.audience = audience;
    }

    /**
     * @param audience asks for an identity token in place of an access token
     * @throws LlmException when it is no credentials document
     */
    static GoogleSource ofDocument(String document, Optional<String> audience) throws LlmException {
        try {
            GoogleCredentials credentials = read(document);
            return new GoogleSource("the credentials document", () -> credentials, audience);
        } catch (IOException | RuntimeException unreadable) {
            throw VertexSettings.refused("the credentials are no credentials document of Google");
        }
    }

    /** Application Default Credentials, looked for anew until they are found. */
    static GoogleSource ofEnvironment(Optional<String> audience) {
        return new GoogleSource("Application Default Credentials", GoogleSource::applicationDefault, audience);
    }

    private static GoogleCredentials read(String document) throws IOException {
        return GoogleCredentials.fromStream(
                new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), TRANSPORTS);
    }

    private static GoogleCredentials applicationDefault() throws IOException {
        String named = System.getenv(DOCUMENT_VARIABLE);
        if (named != null && !named.isBlank()) {
            return read(Files.readString(Path.of(named)));
        }
        Path wellKnown = configuration().resolve("application_default_credentials.json");
        return Files.exists(wellKnown)
                ? read(Files.readString(wellKnown))
                : ComputeEngineCredentials.newBuilder()
                        .setHttpTransportFactory(TRANSPORTS)
                        .build();
    }

    /** Where {@code gcloud auth application-default login} leaves a user's credentials. */
    private static Path configuration() {
        String named = System.getenv("CLOUDSDK_CONFIG");
        return named != null && !named.isBlank()
                ? Path.of(named)
                : Path.of(System.getProperty("user.home"), ".config", "gcloud");
    }

    @Override
    public Fetched<Token> fetch() throws LlmException {
        try {
            GoogleCredentials credentials = identity.find();
            AccessToken token = token(credentials);
            Token found =
                    new Token(Secret.of(token.getTokenValue()), Optional.ofNullable(credentials.getQuotaProjectId()));
            return new Fetched<>(
                    found,
                    Optional.ofNullable(token.getExpirationTime())
                            .map(date -> Instant.ofEpochMilli(date.getTime()))
                            .orElse(Instant.MAX));
        } catch (IOException | RuntimeException failure) {
            throw new LlmException(LlmError.of(
                    ErrorKind.CONFIGURATION,
                    CachedCredential.FAILED,
                    "No token of Google by " + label + ": " + reason(failure) + "."));
        }
    }

    private AccessToken token(GoogleCredentials credentials) throws IOException {
        if (audience.isEmpty()) {
            return credentials.createScoped(SCOPE).refreshAccessToken();
        }
        if (!(credentials instanceof IdTokenProvider provider)) {
            throw new IOException("no identity tokens");
        }
        return IdTokenCredentials.newBuilder()
                .setIdTokenProvider(provider)
                .setTargetAudience(audience.get())
                .build()
                .refreshAccessToken();
    }

    /** In so few words that nothing secret can be among them. */
    private static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof HttpResponseException)) {
            cause = cause.getCause();
        }
        return cause instanceof HttpResponseException answer
                ? "the token endpoint answered " + answer.getStatusCode()
                : cause.getClass().getSimpleName();
    }
}
