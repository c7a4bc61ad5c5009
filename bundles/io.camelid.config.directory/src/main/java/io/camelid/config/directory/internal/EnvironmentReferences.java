package io.camelid.config.directory.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${NAME}</code> in the values of Secrets from the environment, so that a manifest can be
 * checked in without its keys. A key whose name is not set, or set to nothing, is left out, and that is
 * reported. In {@code data} the environment has what the manifest would have: base64.
 */
final class EnvironmentReferences {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
    private static final List<String> VALUES = List.of("stringData", "data");

    private final Map<String, String> environment;

    EnvironmentReferences(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The object with its references replaced; anything but a Secret is itself. */
    KubernetesObject resolve(KubernetesObject object, List<Problem> problems) {
        if (!object.key().kind().equals("Secret") || !object.key().group().isEmpty()) {
            return object;
        }
        Map<String, Object> content = new LinkedHashMap<>(object.content());
        boolean changed = false;
        for (String member : VALUES) {
            if (content.get(member) instanceof Map<?, ?> values) {
                Map<String, Object> resolved = resolve(object, member, values, problems);
                changed |= !resolved.equals(values);
                content.put(member, resolved);
            }
        }
        return changed ? Derived.like(object, object.key(), content) : object;
    }

    private Map<String, Object> resolve(
            KubernetesObject secret, String member, Map<?, ?> values, List<Problem> problems) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!(value instanceof String text)) {
                resolved.put(String.valueOf(key), value);
                return;
            }
            Optional<String> missing = firstMissing(text);
            if (missing.isPresent()) {
                problems.add(new Problem(
                        Severity.ERROR,
                        Optional.of(secret.key()),
                        secret.origin(),
                        member + "." + key + " is left out: the environment variable " + missing.get()
                                + " is not set"));
            } else {
                resolved.put(String.valueOf(key), replace(text));
            }
        });
        return resolved;
    }

    private Optional<String> firstMissing(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(reference -> reference.group(1))
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .findFirst();
    }

    private String replace(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(reference -> Matcher.quoteReplacement(environment.get(reference.group(1))));
    }
}
