package io.camelid.config.internal.backend;

import io.camelid.config.internal.backend.AuthSpec.Cloud;
import io.camelid.config.internal.backend.AuthSpec.SecretRef;
import io.camelid.config.internal.backend.TlsSpec.TrustRef;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.Tls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Puts the values of Secrets in the place of references to them. */
final class CredentialResolver {
    private static final String STANDARD_KEY = "Authorization";
    /** What people call it when they do not know the standard one. */
    private static final List<String> OTHER_KEYS = List.of("api-key", "apiKey", "api_key", "token");

    private static final String BEARER = "Bearer ";

    private final Secrets secrets;
    private final String namespace;
    private final Consumer<String> notes;

    /**
     * @param namespace the backend's; references cannot leave it
     * @param notes is told what the operator may want to know although it works
     */
    CredentialResolver(Secrets secrets, String namespace, Consumer<String> notes) {
        this.secrets = secrets;
        this.namespace = namespace;
        this.notes = notes;
    }

    Auth resolve(AuthSpec spec) throws UnresolvedException {
        if (spec instanceof AuthSpec.Inline inline) {
            Secret value = Secret.of(withoutScheme(inline.value().reveal().strip()));
            return new Auth.Key(value, inline.location(), further(inline.further()));
        }
        if (spec instanceof AuthSpec.Reference reference) {
            return new Auth.Key(credential(reference.secret()), reference.location(), further(reference.further()));
        }
        if (spec instanceof Cloud cloud) {
            return new Auth.Cloud(cloud.kind(), cloud.settings(), values(cloud));
        }
        return spec instanceof AuthSpec.Passthrough ? new Auth.Passthrough() : Auth.DEFAULT;
    }

    private List<Auth.Key.Further> further(List<AuthSpec.Further> specs) throws UnresolvedException {
        List<Auth.Key.Further> further = new ArrayList<>();
        for (AuthSpec.Further spec : specs) {
            further.add(new Auth.Key.Further(credential(spec.secret()), spec.location()));
        }
        return further;
    }

    /**
     * The key that the manifest names; else {@value #STANDARD_KEY}; else one of its other usual names;
     * else the only one there is.
     */
    private Secret credential(SecretRef reference) throws UnresolvedException {
        Secrets.Values values = secrets.find(Secrets.SECRET, namespace, reference.name());
        if (reference.key().isPresent()) {
            return Secret.of(withoutScheme(values.required(reference.key().get())));
        }
        Optional<String> standard = values.value(STANDARD_KEY);
        if (standard.isPresent()) {
            return Secret.of(withoutScheme(standard.get()));
        }
        String key = otherKey(values);
        notes.accept(values.label() + ": key " + key + " used");
        return Secret.of(withoutScheme(values.required(key)));
    }

    private static String otherKey(Secrets.Values values) throws UnresolvedException {
        List<String> present = values.keys();
        Optional<String> usual = OTHER_KEYS.stream().filter(present::contains).findFirst();
        if (usual.isPresent()) {
            return usual.get();
        }
        if (present.size() != 1) {
            throw values.missing(STANDARD_KEY);
        }
        return present.get(0);
    }

    private static String withoutScheme(String credential) {
        return credential.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? credential.substring(BEARER.length()).strip()
                : credential;
    }

    private Map<String, Secret> values(Cloud cloud) throws UnresolvedException {
        Map<String, Secret> result = new LinkedHashMap<>();
        if (cloud.secret().isPresent()) {
            Secrets.Values values =
                    secrets.find(Secrets.SECRET, namespace, cloud.secret().get().name());
            for (String key : cloud.required()) {
                Optional<String> value = values.value(key);
                if (value.isEmpty()) {
                    throw new UnresolvedException(
                            "secret_key_missing", values.label() + ": " + key + " is missing or not a valid string");
                }
                result.put(key, Secret.of(value.get()));
            }
            for (String key : cloud.optional()) {
                values.value(key).ifPresent(value -> result.put(key, Secret.of(value)));
            }
        }
        return result;
    }

    /** Empty when the manifest does not ask for TLS. */
    Optional<Tls> resolve(TlsSpec spec) throws UnresolvedException {
        if (!spec.present()) {
            return Optional.empty();
        }
        List<String> trusted = new ArrayList<>();
        for (TrustRef reference : spec.trust()) {
            trusted.add(
                    secrets.find(reference.kind(), namespace, reference.name()).required("ca.crt"));
        }
        Optional<String> certificate = Optional.empty();
        Optional<Secret> key = Optional.empty();
        if (spec.clientCertificate().isPresent()) {
            Secrets.Values client = secrets.find(
                    Secrets.SECRET, namespace, spec.clientCertificate().get());
            certificate = Optional.of(client.required("tls.crt"));
            key = Optional.of(Secret.of(client.required("tls.key")));
            client.value("ca.crt").ifPresent(trusted::add);
        }
        return Optional.of(new Tls(
                spec.verification(),
                trusted.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", trusted)),
                certificate,
                key,
                spec.serverName(),
                spec.subjectAltNames(),
                spec.alpn()));
    }
}
