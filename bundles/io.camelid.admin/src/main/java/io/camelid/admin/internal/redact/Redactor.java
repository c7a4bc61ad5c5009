package io.camelid.admin.internal.redact;

import io.camelid.config.KubernetesObject;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.Tls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the credentials of one configuration out of what is shown of it. Two nets, one behind the other: a manifest loses
 * them by where they stand, and every text that leaves loses what equals a credential of the configuration or looks like
 * one. Thread-safe.
 */
public final class Redactor {
    private static final Set<String> IDENTITY = Set.of("name", "namespace", "uid", "resourceVersion");
    private static final List<String> SCHEMES = List.of("Bearer ", "Basic ");

    private final ManifestRedaction manifests = new ManifestRedaction(secret -> {});
    private final KnownSecrets known;

    private Redactor(KnownSecrets known) {
        this.known = known;
    }

    /** One that knows the credentials in these objects and in what was compiled from them. */
    public static Redactor of(Collection<KubernetesObject> objects, RoutingSnapshot snapshot) {
        List<String> secrets = new ArrayList<>();
        ManifestRedaction collecting = new ManifestRedaction(secret -> {
            secrets.add(secret);
            SCHEMES.stream()
                    .filter(secret.strip()::startsWith)
                    .forEach(scheme -> secrets.add(secret.strip().substring(scheme.length())));
        });
        objects.forEach(collecting::redact);
        snapshot.listeners().forEach(listener -> collect(listener, secrets));
        snapshot.backends().values().forEach(backend -> collect(backend, secrets));
        return new Redactor(new KnownSecrets(secrets));
    }

    /** An object's manifest without its credentials; to be {@linkplain #clean cleaned} before it leaves. */
    public Map<String, Object> manifest(KubernetesObject object) {
        return manifests.redact(object);
    }

    /** Any tree of maps, lists and scalars without the credentials that its names betray. */
    public Object tree(Object tree) {
        return clean(manifests.redact(tree));
    }

    /** The tree with every text cleaned, but for what identifies objects. */
    public Object clean(Object tree) {
        return clean(tree, "");
    }

    /** The text without what is, or looks like, a credential. */
    public String clean(String text) {
        return CredentialShapes.clean(known.clean(text));
    }

    private Object clean(Object tree, String member) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> clean = new LinkedHashMap<>();
            map.forEach((key, value) -> {
                String name = String.valueOf(key);
                boolean identity = member.equals("metadata") && IDENTITY.contains(name);
                clean.put(clean(name), identity ? value : clean(value, name));
            });
            return clean;
        }
        if (tree instanceof Collection<?> list) {
            return list.stream().map(element -> clean(element, "")).toList();
        }
        return tree instanceof String text ? clean(text) : tree;
    }

    private static void collect(Listener listener, List<String> secrets) {
        listener.certificates()
                .forEach(certificate -> secrets.add(certificate.key().reveal()));
    }

    private static void collect(Backend backend, List<String> secrets) {
        if (backend instanceof Backend.Static statics) {
            statics.addresses().forEach(address -> address.tls()
                    .flatMap(Tls::clientKey)
                    .map(Secret::reveal)
                    .ifPresent(secrets::add));
        } else if (backend instanceof Backend.Llm llm) {
            for (LlmTarget target : llm.targets()) {
                collect(target.config().auth(), secrets);
                target.provider().settings().stream()
                        .filter(Setting::sensitive)
                        .map(setting -> target.config().settings().text(setting.name()))
                        .flatMap(Optional::stream)
                        .forEach(secrets::add);
                target.config()
                        .endpoint()
                        .tls()
                        .flatMap(Tls::clientKey)
                        .map(Secret::reveal)
                        .ifPresent(secrets::add);
            }
        }
    }

    private static void collect(Auth auth, List<String> secrets) {
        if (auth instanceof Auth.Key key) {
            secrets.add(key.value().reveal());
            key.further().forEach(further -> secrets.add(further.value().reveal()));
        } else if (auth instanceof Auth.Cloud cloud) {
            cloud.secrets().values().forEach(secret -> secrets.add(secret.reveal()));
        }
    }
}
