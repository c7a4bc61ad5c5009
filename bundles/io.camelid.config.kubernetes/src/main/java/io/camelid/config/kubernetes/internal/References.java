package io.camelid.config.kubernetes.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an object refers to, found by the names that the Gateway API and both Backend dialects give to
 * references wherever they stand: {@code secretRef}, {@code certificateRefs}, {@code caCertificateRefs},
 * {@code mtlsCertificateRef}; {@code backendRef} and {@code backendRefs}. A reference that the compiler
 * will refuse is found, too; it costs a look only.
 *
 * @param data Secrets and ConfigMaps
 * @param backends what requests are sent to: Backends of both dialects, Services and what else is named there
 */
record References(Set<ObjectKey> data, Set<ObjectKey> backends) {
    /** Deeper than any manifest goes. */
    private static final int DEEPEST = 32;

    References {
        data = Set.copyOf(data);
        backends = Set.copyOf(backends);
    }

    static References of(KubernetesObject object) {
        Set<ObjectKey> data = new HashSet<>();
        Set<ObjectKey> backends = new HashSet<>();
        walk(object.content().get("spec"), DEEPEST, (member, reference) -> {
            String lower = member.toLowerCase(Locale.ROOT);
            if (lower.endsWith("secretref") || lower.endsWith("certificateref") || lower.endsWith("certificaterefs")) {
                boolean authority = lower.startsWith("cacertificate");
                add(data, object, reference, authority ? Resource.CONFIG_MAP : Resource.SECRET);
            } else if (member.equals("backendRef") || member.equals("backendRefs")) {
                add(backends, object, reference, Resource.SERVICE);
            }
        });
        data.removeIf(key -> !Resource.SECRET.isKindOf(key) && !Resource.CONFIG_MAP.isKindOf(key));
        return new References(data, backends);
    }

    private interface Visitor {
        void visit(String member, Map<String, Object> reference);
    }

    private static void walk(Object value, int deepest, Visitor visitor) {
        if (deepest == 0) {
            return;
        }
        Json.object(value).forEach((member, content) -> {
            List<?> values = content instanceof List<?> list ? list : List.of(content == null ? "" : content);
            for (Object item : values) {
                if (item instanceof Map<?, ?>) {
                    visitor.visit(member, Json.object(item));
                    walk(item, deepest - 1, visitor);
                }
            }
        });
    }

    private static void add(
            Set<ObjectKey> found, KubernetesObject from, Map<String, Object> reference, Resource usual) {
        String name = Json.text(reference.get("name"));
        String namespace = Json.text(reference.get("namespace"));
        String kind = Json.text(reference.get("kind"));
        if (!name.isEmpty()) {
            found.add(new ObjectKey(
                    Json.text(reference.get("group")),
                    kind.isEmpty() ? usual.kind() : kind,
                    namespace.isEmpty() ? from.key().namespace() : namespace,
                    name));
        }
    }
}
