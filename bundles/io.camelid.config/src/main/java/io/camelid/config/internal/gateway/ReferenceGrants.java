package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who may refer to what in another namespace. */
public final class ReferenceGrants {
    private record Grant(String namespace, List<From> from, List<To> to) {}

    private record From(String group, String kind, String namespace) {}

    private record To(String group, String kind, Optional<String> name) {}

    private final List<Grant> grants = new ArrayList<>();

    /** Takes a grant in, unless its findings refuse it. */
    public void add(KubernetesObject object, Findings findings) {
        Fields spec = Fields.of(object.content().get("spec"), "spec", findings);
        List<From> from = new ArrayList<>();
        for (Fields item : spec.objects("from")) {
            from.add(
                    new From(item.text("group").orElse(""), item.requiredText("kind"), item.requiredText("namespace")));
            item.warnOfUnread();
        }
        List<To> to = new ArrayList<>();
        for (Fields item : spec.objects("to")) {
            to.add(new To(item.text("group").orElse(""), item.requiredText("kind"), item.text("name")));
            item.warnOfUnread();
        }
        spec.warnOfUnread();
        if (!findings.isRefused()) {
            grants.add(new Grant(object.key().namespace(), from, to));
        }
    }

    /** Whether one object may refer to another. */
    boolean permits(ObjectKey from, ObjectKey to) {
        return from.namespace().equals(to.namespace())
                || grants.stream()
                        .anyMatch(grant -> grant.namespace().equals(to.namespace())
                                && grant.from().contains(new From(from.group(), from.kind(), from.namespace()))
                                && grant.to().stream().anyMatch(target -> covers(target, to)));
    }

    private static boolean covers(To target, ObjectKey to) {
        return target.group().equals(to.group())
                && target.kind().equals(to.kind())
                && target.name().map(to.name()::equals).orElse(true);
    }
}
