package io.camelid.config.internal.gateway;

import io.camelid.config.internal.gateway.RouteSpec.FilterSpec;
import io.camelid.config.internal.gateway.RouteSpec.ReferentSpec;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.snapshot.Filter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code filters}. */
final class FilterReader {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private static final Set<String> REPEATABLE = Set.of("RequestMirror", "ExtensionRef");
    private static final int PERCENT = 100;

    private final String namespace;
    private final Findings incompatible;

    /**
     * @param namespace of the route
     * @param incompatible takes the errors for which the Gateway API has the reason {@code
     *     IncompatibleFilters}; the others go where the fields' own errors go
     */
    FilterReader(String namespace, Findings incompatible) {
        this.namespace = namespace;
        this.incompatible = incompatible;
    }

    /**
     * @param onlyPrefixes whether every match of the rule is a PathPrefix
     */
    List<FilterSpec> read(Fields owner, boolean onlyPrefixes) {
        List<FilterSpec> filters = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (Fields item : owner.objects("filters")) {
            String type = item.requiredText("type");
            if (!types.add(type) && !REPEATABLE.contains(type)) {
                incompatible.refuse(item.path(), type + " filter cannot be repeated");
            }
            if (type.equals("RequestMirror")) {
                filters.add(mirror(member(item, "requestMirror")));
            } else {
                plain(item, type, onlyPrefixes).forEach(filter -> filters.add(new FilterSpec.Plain(filter)));
            }
            item.warnOfUnread();
        }
        if (types.contains("URLRewrite") && types.contains("RequestRedirect")) {
            incompatible.refuse(owner.path(), "filters URLRewrite and RequestRedirect cannot be used together");
        }
        return filters;
    }

    private List<Filter> plain(Fields item, String type, boolean onlyPrefixes) {
        return switch (type) {
            case "URLRewrite" -> rewrite(member(item, "urlRewrite"), onlyPrefixes);
            case "RequestHeaderModifier" ->
                List.of(HeaderModifierReader.read(member(item, "requestHeaderModifier"), Filter.RequestHeaders::new));
            case "ResponseHeaderModifier" ->
                List.of(HeaderModifierReader.read(member(item, "responseHeaderModifier"), Filter.ResponseHeaders::new));
            case "RequestRedirect" -> List.of(redirect(member(item, "requestRedirect"), onlyPrefixes));
            case "CORS" -> List.of(CorsReader.read(member(item, "cors")));
            case "ExtensionRef" -> {
                extension(item);
                yield List.of();
            }
            case "" -> List.of();
            default -> {
                item.accept(List.of("externalAuth"));
                item.refuse("type", "filter type " + type + " is not supported");
                yield List.of();
            }
        };
    }

    /** A share of requests, all of them when it does not say. */
    private FilterSpec mirror(Fields mirror) {
        Fields reference = mirror.objectOrNone("backendRef");
        if (!mirror.has("backendRef")) {
            mirror.refuse("backendRef", "is required");
        }
        ReferentSpec target = RouteReader.referent(reference, namespace);
        reference.warnOfUnread();
        if (mirror.has("percent") && mirror.has("fraction")) {
            mirror.refuse("Only one of percent or fraction may be specified in HTTPRequestMirrorFilter");
        }
        Fields fraction = mirror.objectOrNone("fraction");
        int numerator = mirror.has("fraction")
                ? fraction.integer("numerator", 0, Integer.MAX_VALUE).orElseGet(() -> missing(fraction, "numerator"))
                : mirror.integer("percent", 0, PERCENT).orElse(PERCENT);
        int denominator = fraction.integer("denominator", 1, Integer.MAX_VALUE).orElse(PERCENT);
        if (numerator > denominator) {
            fraction.refuse("numerator must be less than or equal to denominator");
        }
        fraction.warnOfUnread();
        mirror.warnOfUnread();
        return new FilterSpec.Mirror(target, numerator, denominator);
    }

    private static int missing(Fields fields, String member) {
        fields.refuse(member, "is required");
        return 0;
    }

    private static Fields member(Fields item, String name) {
        if (!item.has(name)) {
            item.refuse(name, "must be specified for this filter type");
        }
        return item.objectOrNone(name);
    }

    private void extension(Fields item) {
        Fields reference = member(item, "extensionRef");
        incompatible.refuse(
                item.path(),
                "unsupported ExtensionRef: " + reference.text("group").orElse("") + "/"
                        + reference.text("kind").orElse(""));
        reference.accept(List.of("name"));
    }

    private List<Filter> rewrite(Fields rewrite, boolean onlyPrefixes) {
        List<Filter> filters = new ArrayList<>(2);
        rewrite.text("hostname")
                .flatMap(text -> Hostnames.checked(rewrite, "hostname", text))
                .ifPresent(host -> filters.add(new Filter.ReplaceHost(host)));
        path(rewrite, onlyPrefixes).ifPresent(filters::add);
        rewrite.warnOfUnread();
        return filters;
    }

    private Filter redirect(Fields redirect, boolean onlyPrefixes) {
        Optional<String> scheme = redirect.choice("scheme", List.of("http", "https"));
        Optional<String> host =
                redirect.text("hostname").flatMap(text -> Hostnames.checked(redirect, "hostname", text));
        Optional<Integer> port = redirect.integer("port", 1, 65535);
        int status = redirect.integer("statusCode", 300, 399).orElse(302);
        if (!REDIRECTS.contains(status)) {
            redirect.refuse("statusCode", "must be one of 301, 302, 303, 307, 308");
        }
        Filter filter = new Filter.Redirect(scheme, host, port, path(redirect, onlyPrefixes), status);
        redirect.warnOfUnread();
        return filter;
    }

    /** An {@code HTTPPathModifier}. */
    private Optional<Filter> path(Fields owner, boolean onlyPrefixes) {
        if (!owner.has("path")) {
            return Optional.empty();
        }
        Fields path = owner.objectOrNone("path");
        String type = path.choice("type", List.of("ReplaceFullPath", "ReplacePrefixMatch"))
                .orElse("");
        if (type.isEmpty()) {
            path.refuse("type", "is required");
        }
        Filter filter;
        if (type.equals("ReplacePrefixMatch")) {
            if (!onlyPrefixes) {
                incompatible.refuse(path.path(), "ReplacePrefixMatch needs matches of type PathPrefix only");
            }
            filter = new Filter.ReplacePrefix(absolute(path, "replacePrefixMatch"));
        } else {
            filter = new Filter.ReplaceFullPath(absolute(path, "replaceFullPath"));
        }
        path.warnOfUnread();
        return Optional.of(filter);
    }

    /** A path without a trailing slash, unless it is nothing else. */
    private static String absolute(Fields path, String member) {
        String value = path.text(member).orElse("/");
        if (!value.startsWith("/")) {
            path.refuse(member, "path must start with /");
        }
        return value.length() > 1 && value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }
}
