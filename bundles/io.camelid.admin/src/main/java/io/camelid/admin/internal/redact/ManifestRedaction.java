package io.camelid.admin.internal.redact;

import io.camelid.config.KubernetesObject;
import io.camelid.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Takes the credentials out of a manifest by where they stand: the values of a Secret, members with telling names, values
 * of headers, parameters and fields with telling names, and the texts of an ExternalSecret's templates.
 */
final class ManifestRedaction {
    private static final String REDACTED_DATA =
            Base64.getEncoder().encodeToString(Secret.REDACTED.getBytes(StandardCharsets.UTF_8));

    /** What names the {@link #VALUES} beside it, as in {@code {name: Authorization, value: …}}. */
    private static final List<String> LABELS = List.of("name", "field", "header", "member", "key");

    private static final Set<String> VALUES = Set.of("value", "values", "default");
    private static final Set<String> SECRET_MEMBERS = Set.of("apiVersion", "kind", "metadata", "type", "immutable");
    private static final Set<String> COPIES =
            Set.of("kubectl.kubernetes.io/last-applied-configuration", "managedFields");

    /** Nothing but references to values, perhaps after an authentication scheme. */
    private static final Pattern TEMPLATE = Pattern.compile("(\\s*((Bearer|Basic) )?\\{\\{-?[\\s.\\w|]*-?}}\\s*)+");

    private final Consumer<String> found;

    /** @param found is told every credential that is taken out */
    ManifestRedaction(Consumer<String> found) {
        this.found = found;
    }

    /** The manifest without its credentials. */
    Map<String, Object> redact(KubernetesObject object) {
        String kind = object.key().kind();
        if (kind.equals("Secret") && object.key().group().isEmpty()) {
            return secret(object.content());
        }
        return members(object.content(), "", kind.equals("ExternalSecret"));
    }

    /** Any other tree, by the same rules; what is {@link Disclosed} stays. */
    Object redact(Object tree) {
        return value(tree, "", "", false);
    }

    private Map<String, Object> secret(Map<String, Object> content) {
        Map<String, Object> shown = new LinkedHashMap<>();
        content.forEach((member, value) -> {
            if (SECRET_MEMBERS.contains(member)) {
                shown.put(member, value(value, member, "", false));
            }
        });
        Map<String, Object> data = new TreeMap<>();
        if (content.get("data") instanceof Map<?, ?> encoded) {
            encoded.forEach((key, value) -> data.put(String.valueOf(key), hideEncoded(value)));
        }
        if (content.get("stringData") instanceof Map<?, ?> plain) {
            plain.forEach((key, value) -> data.put(String.valueOf(key), hide(value, REDACTED_DATA)));
        }
        shown.put("data", data);
        return shown;
    }

    private Map<String, Object> members(Map<?, ?> map, String member, boolean external) {
        boolean labelled = LABELS.stream()
                .anyMatch(label -> map.get(label) instanceof String name && CredentialNames.isField(name));
        Map<String, Object> shown = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (COPIES.contains(name)) {
                return;
            }
            shown.put(
                    name,
                    labelled && VALUES.contains(name)
                            ? hide(value, Secret.REDACTED)
                            : value(value, name, member, external));
        });
        return shown;
    }

    private Object value(Object value, String member, String parent, boolean external) {
        if (value instanceof Disclosed disclosed) {
            return disclosed.value();
        }
        if (CredentialNames.isSlot(member, parent)) {
            return hide(value, Secret.REDACTED);
        }
        if (value instanceof Map<?, ?> map) {
            return external && member.equals("data") && parent.equals("template")
                    ? templates(map)
                    : members(map, member, external);
        }
        if (value instanceof Collection<?> list) {
            List<Object> shown = new ArrayList<>();
            list.forEach(element -> shown.add(value(element, member, parent, external)));
            return shown;
        }
        boolean harmless =
                external && member.equals("secretKey") || value instanceof Number && CredentialNames.isCount(member);
        return !harmless && CredentialNames.mayHold(member) ? hide(value, Secret.REDACTED) : value;
    }

    private Map<String, Object> templates(Map<?, ?> map) {
        Map<String, Object> shown = new LinkedHashMap<>();
        map.forEach((key, value) -> shown.put(
                String.valueOf(key),
                value instanceof String text && TEMPLATE.matcher(text).matches()
                        ? text
                        : hide(value, Secret.REDACTED)));
        return shown;
    }

    private Object hideEncoded(Object value) {
        if (value instanceof String text) {
            try {
                found.accept(new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // Not base64: the compiler says so, and the text as it stands is hidden all the same.
            }
        }
        return hide(value, REDACTED_DATA);
    }

    /** What is nothing stays nothing: that a credential is missing is no secret. */
    private Object hide(Object value, String shown) {
        if (value == null || value instanceof Boolean || value.equals("")) {
            return value;
        }
        report(value);
        return shown;
    }

    private void report(Object value) {
        if (value instanceof Map<?, ?> map) {
            map.values().forEach(this::report);
        } else if (value instanceof Collection<?> list) {
            list.forEach(this::report);
        } else if (value != null) {
            found.accept(String.valueOf(value));
        }
    }
}
