package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Renders ExternalSecret objects into the Secrets that the External Secrets operator would make of them
 * in a cluster: {@code target.template.data} with plain <code>{{ .NAME }}</code> references, {@code data}
 * and {@code dataFrom[].extract}. What the store does not have is left out of the Secret, and the
 * object's status says so in the operator's words.
 */
final class ExternalSecrets {
    private static final String GROUP = "external-secrets.io";
    private static final Pattern EXPRESSION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern REFERENCE = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_.-]*)");

    /** The object with its status, and what became of it. */
    record Rendering(KubernetesObject externalSecret, KubernetesObject secret) {}

    private final SecretStore store;

    ExternalSecrets(SecretStore store) {
        this.store = store;
    }

    static boolean isOne(KubernetesObject object) {
        return object.key().kind().equals("ExternalSecret")
                && object.key().group().equals(GROUP);
    }

    Rendering render(KubernetesObject object) {
        Map<?, ?> spec = map(object.content().get("spec"));
        Map<?, ?> target = map(spec.get("target"));
        Map<?, ?> template = map(target.get("template"));
        String name = text(target.get("name")).orElse(object.key().name());
        Set<String> missing = new LinkedHashSet<>();
        Map<String, Object> values = new Values(spec, missing).of(map(template.get("data")));
        ObjectKey key = new ObjectKey("", "Secret", object.key().namespace(), name);
        Map<String, Object> secret = new LinkedHashMap<>();
        secret.put("apiVersion", "v1");
        secret.put("kind", "Secret");
        secret.put("metadata", Map.of("name", name, "namespace", key.namespace()));
        secret.put("type", text(template.get("type")).orElse("Opaque"));
        secret.put("stringData", Collections.unmodifiableMap(values));
        Map<String, Object> content = new LinkedHashMap<>(object.content());
        content.put("status", status(missing));
        return new Rendering(Derived.like(object, object.key(), content), Derived.like(object, key, secret));
    }

    private static Map<String, Object> status(Set<String> missing) {
        boolean good = missing.isEmpty();
        return Map.of(
                "conditions",
                List.of(Map.of(
                        "type",
                        "Ready",
                        "status",
                        good ? "True" : "False",
                        "reason",
                        good ? "SecretSynced" : "SecretSyncedError",
                        "message",
                        good ? "secret synced" : String.join("; ", missing))));
    }

    /** The values of one object. */
    private final class Values {
        private final List<String> remoteKeys = new ArrayList<>();
        private final Map<String, Map<?, ?>> named = new LinkedHashMap<>();
        private final Set<String> missing;

        Values(Map<?, ?> spec, Set<String> missing) {
            this.missing = missing;
            for (Object source : list(spec.get("dataFrom"))) {
                text(map(map(source).get("extract")).get("key")).ifPresent(remoteKeys::add);
            }
            for (Object entry : list(spec.get("data"))) {
                text(map(entry).get("secretKey"))
                        .ifPresent(key -> named.put(key, map(map(entry).get("remoteRef"))));
            }
        }

        /** What the template makes of the store's values, or these themselves when there is none. */
        Map<String, Object> of(Map<?, ?> template) {
            Map<String, Object> values = new LinkedHashMap<>();
            if (template.isEmpty()) {
                remoteKeys.forEach(remoteKey -> values.putAll(store.properties(remoteKey)));
                named.keySet().forEach(name -> {
                    Optional<String> value = property(name);
                    value.ifPresentOrElse(present -> values.put(name, present), () -> lacks(name, "." + name));
                });
            }
            template.forEach((member, text) -> filled(String.valueOf(member), String.valueOf(text))
                    .ifPresent(value -> values.put(String.valueOf(member), value)));
            return values;
        }

        /** Empty when something in it is missing. */
        private Optional<String> filled(String member, String template) {
            StringBuilder text = new StringBuilder();
            Matcher expression = EXPRESSION.matcher(template);
            while (expression.find()) {
                Matcher reference = REFERENCE.matcher(expression.group(1));
                Optional<String> value = reference.matches() ? property(reference.group(1)) : Optional.empty();
                if (value.isEmpty()) {
                    lacks(member, expression.group(1));
                    return Optional.empty();
                }
                expression.appendReplacement(text, Matcher.quoteReplacement(value.get()));
            }
            return Optional.of(expression.appendTail(text).toString());
        }

        /** By {@code data}, else by {@code dataFrom}, else from the environment. */
        private Optional<String> property(String name) {
            Optional<String> own = Optional.ofNullable(named.get(name)).flatMap(reference -> text(reference.get("key"))
                    .flatMap(key ->
                            store.file(key, text(reference.get("property")).orElse(name))));
            return own.or(() -> remoteKeys.stream()
                            .flatMap(remoteKey -> store.file(remoteKey, name).stream())
                            .findFirst())
                    .or(() -> store.environment(name));
        }

        private void lacks(String member, String expression) {
            Matcher reference = REFERENCE.matcher(expression);
            missing.add(
                    reference.matches()
                            ? "key " + member + " is left out: there is neither a file " + reference.group(1)
                                    + " in the local secret store nor an environment variable of that name"
                            : "key " + member + " is left out: only plain {{ .NAME }} references are supported");
        }
    }

    private static Optional<String> text(Object value) {
        return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
