package io.camelid.spi.provider;

import io.camelid.spi.Secret;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How a target proves who is calling. */
public sealed interface Auth {
    /** The provider's own default: nothing, or the credentials of the environment where it has such. */
    Auth DEFAULT = new Default();

    /** See {@link #DEFAULT}. */
    record Default() implements Auth {}

    /**
     * One static credential.
     *
     * @param value trimmed, without a {@code Bearer } prefix
     * @param location where it goes when the manifest says so; else the provider knows
     * @param further credentials beside the main one
     */
    record Key(Secret value, Optional<CredentialLocation> location, List<Further> further) implements Auth {
        /** A credential that goes to a place of its own. */
        public record Further(Secret value, CredentialLocation location) {}

        public Key {
            Objects.requireNonNull(value, "value");
            Objects.requireNonNull(location, "location");
            further = List.copyOf(further);
        }

        public static Key of(String value) {
            return new Key(Secret.of(value), Optional.empty(), List.of());
        }
    }

    /** The caller's own credential is sent on as it came. */
    record Passthrough() implements Auth {}

    /**
     * Credentials of a cloud, which the provider turns into tokens or signatures.
     *
     * @param kind {@code aws}, {@code azure} or {@code gcp}
     * @param settings what is no secret, as the manifest has it (for example {@code assumeRole})
     * @param secrets the referenced Secret's values by key
     */
    record Cloud(String kind, Map<String, Object> settings, Map<String, Secret> secrets) implements Auth {
        public Cloud {
            Objects.requireNonNull(kind, "kind");
            settings = Map.copyOf(settings);
            secrets = Map.copyOf(secrets);
        }
    }
}
