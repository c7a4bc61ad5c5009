package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Renders ExternalSecret objects into the Secrets that the External Secrets operator would make of them
 * in a cluster: {@code target.template.data} with plain <code>{{ .NAME }}</code> references, {@code data}
 * and {@code dataFrom[].extract}. What the store does not have is left out and reported.
 */
final class ExternalSecrets {
    private static final String GROUP = "external-secrets.io";
    private static final Pattern EXPRESSION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}");
    private static final Pattern REFERENCE = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_.-]*)");

    private final SecretStore store;

    ExternalSecrets(SecretStore store) {
        this.store = store;
    }

    /** The Secret of an ExternalSecret; nothing for any other object. */
    Optional<KubernetesObject> render(KubernetesObject object, List<Problem> problems) {
        if (!object.key().kind().equals("ExternalSecret")
                || !object.key().group().equals(GROUP)) {
            return Optional.empty();
        }
        Map<?, ?> spec = map(object.content().get("spec"));
        Map<?, ?> target = map(spec.get("target"));
        String name = target.get("name") instanceof String given
                ? given
                : object.key().name();
        Map<String, Object> values =
                values(object, spec, map(map(target.get("template")).get("data")), problems);
        ObjectKey key = new ObjectKey("", "Secret", object.key().namespace(), name);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("apiVersion", "v1");
        content.put("kind", "Secret");
        content.put("metadata", Map.of("name", name, "namespace", key.namespace()));
        content.put("type", "Opaque");
        content.put("stringData", values);
        return Optional.of(Rendered.like(object, key, content));
    }

    private Map<String, Object> values(
            KubernetesObject object, Map<?, ?> spec, Map<?, ?> template, List<Problem> problems) {
        List<String> remoteKeys = remoteKeys(spec);
        Map<String, String> known = new LinkedHashMap<>();
        remoteKeys.forEach(remoteKey -> known.putAll(store.properties(remoteKey)));
        for (Object entry : list(spec.get("data"))) {
            Map<?, ?> reference = map(map(entry).get("remoteRef"));
            String secretKey = String.valueOf(map(entry).get("secretKey"));
            String property = reference.get("property") instanceof String given ? given : secretKey;
            store.property(String.valueOf(reference.get("key")), property)
                    .ifPresentOrElse(
                            value -> known.put(secretKey, value),
                            () -> problems.add(missing(object, secretKey, property)));
        }
        if (template.isEmpty()) {
            return new LinkedHashMap<>(known);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        template.forEach((member, text) -> fill(
                        object, String.valueOf(member), String.valueOf(text), remoteKeys, known, problems)
                .ifPresent(value -> values.put(String.valueOf(member), value)));
        return values;
    }

    private Optional<String> fill(
            KubernetesObject object,
            String member,
            String text,
            List<String> remoteKeys,
            Map<String, String> known,
            List<Problem> problems) {
        TreeSet<String> absent = new TreeSet<>();
        String filled = EXPRESSION.matcher(text).replaceAll(expression -> {
            Optional<String> value = value(expression, remoteKeys, known);
            if (value.isEmpty()) {
                absent.add(expression.group(1));
            }
            return Matcher.quoteReplacement(value.orElse(""));
        });
        absent.forEach(expression -> problems.add(missing(object, member, expression)));
        return absent.isEmpty() ? Optional.of(filled) : Optional.empty();
    }

    private Optional<String> value(MatchResult expression, List<String> remoteKeys, Map<String, String> known) {
        Matcher reference = REFERENCE.matcher(expression.group(1));
        if (!reference.matches()) {
            return Optional.empty();
        }
        String name = reference.group(1);
        if (known.containsKey(name)) {
            return Optional.of(known.get(name));
        }
        return remoteKeys.stream()
                .flatMap(remoteKey -> store.property(remoteKey, name).stream())
                .findFirst()
                .or(() -> store.property("", name));
    }

    private static List<String> remoteKeys(Map<?, ?> spec) {
        List<String> keys = new ArrayList<>();
        for (Object entry : list(spec.get("dataFrom"))) {
            if (map(map(entry).get("extract")).get("key") instanceof String key) {
                keys.add(key);
            }
        }
        return keys;
    }

    private Problem missing(KubernetesObject object, String member, String name) {
        return new Problem(
                Severity.ERROR,
                Optional.of(object.key()),
                object.origin(),
                member + " is left out: " + name
                        + " is neither a file of the local secret store nor set in the environment");
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
