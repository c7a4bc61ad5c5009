package io.camelid.config.internal.backend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.traffic.TargetPolicies;
import io.camelid.config.internal.traffic.TargetPolicy;
import io.camelid.spi.format.RequestEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@code policies} of dialect B; what is empty was not said. */
record Policies(
        Optional<AuthSpec> auth,
        Optional<TlsSpec> tls,
        TargetPolicy target,
        Optional<Map<String, String>> routes,
        Optional<List<RequestEdit>> overrides,
        Optional<List<RequestEdit>> defaults) {
    static final Policies NONE = new Policies(
            Optional.empty(),
            Optional.empty(),
            TargetPolicy.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final int MOST_EDITS = 64;

    private static final ObjectMapper JSON = new ObjectMapper();

    static Policies read(Fields policies, RouteTypes routeTypes) {
        Optional<AuthSpec> auth = policies.object("auth").map(AuthReader::read);
        Optional<TlsSpec> tls = policies.object("tls").map(TlsReader::read);
        TargetPolicy target = TargetPolicies.read(policies);
        policies.withoutEffect("transformation", "mcp");
        policies.unsupported("tunnel", "extAuth");
        Fields ai = policies.objectOrNone("ai");
        Optional<Map<String, String>> routes = routeTypes.read(ai);
        Optional<List<RequestEdit>> overrides = edits(ai, "overrides", RequestEdit.Set::new);
        Optional<List<RequestEdit>> defaults = edits(ai, "defaults", RequestEdit.Default::new);
        ai.withoutEffect("prompt", "transformations", "finalTransformations", "modelAliases", "promptCaching");
        ai.unsupported("promptGuard");
        ai.warnOfUnread();
        policies.warnOfUnread();
        return new Policies(auth, tls, target, routes, overrides, defaults);
    }

    private static Optional<List<RequestEdit>> edits(
            Fields ai, String member, BiFunction<String, String, RequestEdit> edit) {
        if (!ai.has(member)) {
            return Optional.empty();
        }
        List<RequestEdit> edits = new ArrayList<>();
        for (Fields item : ai.objects(member, MOST_EDITS)) {
            String field = item.requiredText("field");
            if (!item.has("value")) {
                item.refuse("value", "is required");
            }
            edits.add(edit.apply(field, json(item.value("value").orElse(""))));
            item.warnOfUnread();
        }
        return Optional.of(List.copyOf(edits));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // plain values only, see KubernetesObject
        }
    }

    /** These policies where they say something, the others where they do not. */
    Policies over(Policies weaker) {
        return new Policies(
                auth.or(weaker::auth),
                tls.or(weaker::tls),
                target.over(weaker.target),
                routes.or(weaker::routes),
                overrides.or(weaker::overrides),
                defaults.or(weaker::defaults));
    }

    /** Overrides come first, so that a default cannot take their place. */
    List<RequestEdit> edits() {
        List<RequestEdit> edits = new ArrayList<>(overrides.orElse(List.of()));
        edits.addAll(defaults.orElse(List.of()));
        return edits;
    }
}
