package io.camelid.config.internal.backend;

import io.camelid.spi.Secret;
import io.camelid.spi.provider.CredentialLocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a manifest says a provider entry authenticates, with references still to be resolved. */
sealed interface AuthSpec {
    AuthSpec DEFAULT = new Default();

    /** A Secret of the backend's namespace. */
    record SecretRef(String name, Optional<String> key) {}

    /** Nothing said. */
    record Default() implements AuthSpec {}

    /** The caller's own credential. */
    record Passthrough() implements AuthSpec {}

    /** A credential in the manifest itself. */
    record Inline(Secret value, Optional<CredentialLocation> location, List<Further> further) implements AuthSpec {}

    /** A credential in a Secret. */
    record Reference(SecretRef secret, Optional<CredentialLocation> location, List<Further> further)
            implements AuthSpec {}

    /** A credential beside the main one. */
    record Further(SecretRef secret, CredentialLocation location) {}

    /**
     * Credentials of a cloud.
     *
     * @param required keys that the Secret must have
     * @param optional keys that it may have
     */
    record Cloud(
            String kind,
            Map<String, Object> settings,
            Optional<SecretRef> secret,
            List<String> required,
            List<String> optional)
            implements AuthSpec {
        static Cloud aws(Map<String, Object> settings, Optional<SecretRef> secret) {
            return new Cloud("aws", settings, secret, List.of("accessKey", "secretKey"), List.of("sessionToken"));
        }

        static Cloud azure(Map<String, Object> settings, Optional<SecretRef> secret) {
            return new Cloud("azure", settings, secret, List.of("clientID", "tenantID", "clientSecret"), List.of());
        }

        static Cloud gcp(Map<String, Object> settings, Optional<SecretRef> secret) {
            return new Cloud("gcp", settings, secret, List.of("credentials.json"), List.of());
        }
    }
}
