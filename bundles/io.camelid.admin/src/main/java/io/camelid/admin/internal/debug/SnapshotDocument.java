package io.camelid.admin.internal.debug;

import io.camelid.admin.internal.redact.Disclosed;
import io.camelid.config.Compilation;
import io.camelid.config.Problem;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Balancing;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.HealthPolicy;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.OriginPattern;
import io.camelid.config.snapshot.Retry;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Secret;
import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A compiled configuration as a tree of maps, lists and scalars. Holds no credential that the snapshot knows to be one. */
final class SnapshotDocument {
    private SnapshotDocument() {}

    static Map<String, Object> of(Compilation compilation) {
        RoutingSnapshot snapshot = compilation.snapshot();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", snapshot.version());
        document.put(
                "listeners",
                snapshot.listeners().stream().map(SnapshotDocument::listener).toList());
        document.put(
                "rules",
                snapshot.rules().values().stream()
                        .sorted(Comparator.comparing(RouteRule::route).thenComparing(RouteRule::index))
                        .map(SnapshotDocument::rule)
                        .toList());
        document.put(
                "backends",
                snapshot.backends().values().stream()
                        .sorted(Comparator.comparing(Backend::key))
                        .map(SnapshotDocument::backend)
                        .toList());
        document.put(
                "problems",
                compilation.problems().stream().map(SnapshotDocument::problem).toList());
        return document;
    }

    private static Map<String, Object> listener(Listener listener) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("gateway", listener.gateway().qualifiedName());
        document.put("name", listener.name());
        document.put("port", listener.port());
        listener.hostname().ifPresent(hostname -> document.put("hostname", hostname));
        document.put(
                "certificates",
                listener.certificates().stream()
                        .map(certificate -> Map.of(
                                "names", certificate.names(),
                                "expires", certificate.expires().toString()))
                        .toList());
        return document;
    }

    private static Map<String, Object> rule(RouteRule rule) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", rule.id());
        document.put("route", rule.route().qualifiedName());
        document.put("index", rule.index());
        document.put("filters", filters(rule.filters()));
        document.put(
                "backendRefs",
                rule.backends().stream().map(SnapshotDocument::reference).toList());
        document.put("timeouts", timeouts(rule.timeouts()));
        rule.retry().ifPresent(retry -> document.put("retry", retry(retry)));
        return document;
    }

    private static Map<String, Object> reference(BackendRef reference) {
        return Map.of(
                "backend", reference.backend().id(),
                "weight", reference.weight(),
                "filters", filters(reference.filters()));
    }

    private static Map<String, Object> timeouts(Timeouts timeouts) {
        Map<String, Object> document = new LinkedHashMap<>();
        timeouts.request().ifPresent(limit -> document.put("request", limit.toString()));
        timeouts.backendRequest().ifPresent(limit -> document.put("backendRequest", limit.toString()));
        timeouts.connect().ifPresent(limit -> document.put("connect", limit.toString()));
        timeouts.firstToken().ifPresent(limit -> document.put("firstContent", limit.toString()));
        timeouts.idle().ifPresent(limit -> document.put("idle", limit.toString()));
        timeouts.hedgeAfter().ifPresent(limit -> document.put("hedgeAfter", limit.toString()));
        return document;
    }

    private static Map<String, Object> retry(Retry retry) {
        Map<String, Object> document = new LinkedHashMap<>();
        retry.attempts().ifPresent(attempts -> document.put("attempts", attempts));
        document.put("codes", retry.codes());
        retry.backoff().ifPresent(backoff -> document.put("backoff", backoff.toString()));
        return document;
    }

    private static Map<String, Object> balancing(Balancing balancing) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("scheme", balancing.scheme().name());
        document.put("weights", balancing.weights());
        balancing.affinity().ifPresent(affinity -> {
            String kind = affinity instanceof Balancing.Affinity.Cookie ? "cookie: " : "header: ";
            document.put("affinity", kind + affinity.name());
        });
        return document;
    }

    private static Map<String, Object> health(HealthPolicy health) {
        Map<String, Object> document = new LinkedHashMap<>();
        health.unhealthyWhen().ifPresent(condition -> document.put("unhealthyCondition", condition.text()));
        document.put("failureStatuses", health.failureStatuses());
        health.eviction().ifPresent(pause -> document.put("eviction", pause.toString()));
        health.consecutiveFailures().ifPresent(failures -> document.put("consecutiveFailures", failures));
        health.healthThreshold().ifPresent(threshold -> document.put("healthThreshold", threshold));
        health.restoreHealth().ifPresent(restored -> document.put("restoreHealth", restored));
        return document;
    }

    private static List<Map<String, Object>> filters(List<Filter> filters) {
        return filters.stream().map(SnapshotDocument::filter).toList();
    }

    private static Map<String, Object> filter(Filter filter) {
        if (filter instanceof Filter.ReplaceFullPath full) {
            return Map.of("type", "ReplaceFullPath", "path", full.path());
        } else if (filter instanceof Filter.ReplacePrefix prefix) {
            return Map.of("type", "ReplacePrefixMatch", "path", prefix.replacement());
        } else if (filter instanceof Filter.ReplaceHost host) {
            return Map.of("type", "ReplaceHost", "host", host.host());
        } else if (filter instanceof Filter.RequestHeaders headers) {
            return headers("RequestHeaderModifier", headers.set(), headers.add(), headers.remove());
        } else if (filter instanceof Filter.ResponseHeaders headers) {
            return headers("ResponseHeaderModifier", headers.set(), headers.add(), headers.remove());
        } else if (filter instanceof Filter.Redirect redirect) {
            return redirect(redirect);
        } else if (filter instanceof Filter.Mirror mirror) {
            return mirror(mirror);
        } else if (filter instanceof Filter.Cors cors) {
            return cors(cors);
        }
        return Map.of("type", filter.getClass().getSimpleName());
    }

    private static Map<String, Object> mirror(Filter.Mirror mirror) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "RequestMirror");
        document.put("id", mirror.rule().id());
        document.put("backend", mirror.rule().backends().get(0).backend().key().toString());
        document.put("numerator", mirror.numerator());
        document.put("denominator", mirror.denominator());
        return document;
    }

    private static Map<String, Object> cors(Filter.Cors cors) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "CORS");
        document.put(
                "allowOrigins",
                cors.allowOrigins().stream().map(OriginPattern::text).toList());
        document.put("allowCredentials", cors.allowCredentials());
        document.put("allowMethods", cors.allowMethods());
        document.put("allowHeaders", cors.allowHeaders());
        document.put("exposeHeaders", cors.exposeHeaders());
        document.put("maxAge", cors.maxAge());
        return document;
    }

    private static Map<String, Object> headers(
            String type, List<HeaderField> set, List<HeaderField> add, List<String> remove) {
        return Map.of("type", type, "set", fields(set), "add", fields(add), "remove", remove);
    }

    private static List<Map<String, Object>> fields(List<HeaderField> fields) {
        return fields.stream()
                .map(field -> Map.<String, Object>of("name", field.name(), "value", field.shown()))
                .toList();
    }

    private static Map<String, Object> redirect(Filter.Redirect redirect) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "RequestRedirect");
        document.put("status", redirect.status());
        redirect.scheme().ifPresent(scheme -> document.put("scheme", scheme));
        redirect.host().ifPresent(host -> document.put("host", host));
        redirect.port().ifPresent(port -> document.put("port", port));
        redirect.path().ifPresent(path -> document.put("path", filter(path)));
        return document;
    }

    private static Map<String, Object> backend(Backend backend) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", backend.id());
        document.put("kind", backend.key().kind());
        document.put("name", backend.key().qualifiedName());
        if (backend instanceof Backend.Llm llm) {
            document.put("type", "llm");
            document.put(
                    "groups",
                    llm.groups().stream()
                            .map(group -> group.targets().stream()
                                    .map(SnapshotDocument::target)
                                    .toList())
                            .toList());
            document.put("routes", llm.routes());
            document.put("timeouts", timeouts(llm.timeouts()));
            document.put("balancing", balancing(llm.balancing()));
        } else if (backend instanceof Backend.Static statics) {
            document.put("type", "static");
            document.put(
                    "addresses",
                    statics.addresses().stream().map(SnapshotDocument::address).toList());
            document.put("timeouts", timeouts(statics.timeouts()));
        } else if (backend instanceof Backend.Unusable unusable) {
            document.put("type", "unusable");
            document.put("status", unusable.error().status());
            document.put("code", unusable.error().code());
            document.put("message", unusable.error().message());
        }
        return document;
    }

    private static Map<String, Object> target(LlmTarget target) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", target.id());
        document.put("name", target.config().name());
        document.put("provider", target.provider().id());
        target.config().model().ifPresent(model -> document.put("model", model));
        document.put("settings", settings(target));
        document.put("auth", auth(target.config().auth()));
        document.put("endpoint", endpoint(target.config().endpoint()));
        document.put(
                "edits", target.edits().stream().map(SnapshotDocument::edit).toList());
        document.put("timeouts", timeouts(target.timeouts()));
        document.put("health", health(target.health()));
        return document;
    }

    private static Map<String, Object> settings(LlmTarget target) {
        Map<String, Object> document =
                new LinkedHashMap<>(target.config().settings().values());
        document.replaceAll((name, value) -> setting(target.provider().setting(name), value));
        return document;
    }

    /** As the provider has declared it; what is in a structure has no declaration of its own. */
    private static Object setting(Optional<Setting> declared, Object value) {
        if (declared.isEmpty()) {
            return value;
        }
        if (declared.get().sensitive()) {
            return Secret.REDACTED;
        }
        return declared.get().type() == Setting.Type.STRUCTURE ? value : new Disclosed(value);
    }

    private static Map<String, Object> auth(Auth auth) {
        if (auth instanceof Auth.Key key) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("type", "Key");
            key.location().ifPresent(location -> document.put("location", location.toString()));
            document.put(
                    "further",
                    key.further().stream()
                            .map(more -> more.location().toString())
                            .toList());
            return document;
        } else if (auth instanceof Auth.Cloud cloud) {
            List<String> keys = new ArrayList<>(cloud.secrets().keySet());
            keys.sort(Comparator.naturalOrder());
            return Map.of("type", cloud.kind(), "settings", cloud.settings(), "keysOfSecret", keys);
        }
        return Map.of("type", auth.getClass().getSimpleName());
    }

    private static Map<String, Object> endpoint(EndpointOverride endpoint) {
        Map<String, Object> document = new LinkedHashMap<>();
        endpoint.address().ifPresent(address -> document.put("address", address(address)));
        endpoint.fullPath().ifPresent(path -> document.put("path", path));
        endpoint.pathPrefix().ifPresent(prefix -> document.put("pathPrefix", prefix));
        endpoint.tls()
                .ifPresent(
                        tls -> document.put("verification", tls.verification().name()));
        return document;
    }

    private static String address(Address address) {
        return (address.tls().isPresent() ? "https://" : "http://") + address.authority();
    }

    private static Map<String, Object> edit(RequestEdit edit) {
        if (edit instanceof RequestEdit.Model model) {
            return Map.of("edit", "model", "value", model.name());
        } else if (edit instanceof RequestEdit.Set set) {
            return Map.of("edit", "set", "member", set.member(), "value", set.json());
        } else if (edit instanceof RequestEdit.Default standard) {
            return Map.of("edit", "default", "member", standard.member(), "value", standard.json());
        } else if (edit instanceof RequestEdit.Remove remove) {
            return Map.of("edit", "remove", "member", remove.member());
        } else if (edit instanceof RequestEdit.Rename rename) {
            return Map.of("edit", "rename", "from", rename.from(), "to", rename.to());
        }
        return Map.of("edit", edit.getClass().getSimpleName());
    }

    private static Map<String, Object> problem(Problem problem) {
        return Map.of(
                "severity", problem.severity().name().toLowerCase(Locale.ROOT),
                "object", problem.object().map(Object::toString).orElse(""),
                "origin", problem.origin().toString(),
                "message", problem.message());
    }
}
