package io.camelid.config.internal.gateway;

import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import io.camelid.config.snapshot.Filter;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads {@code filters}. */
final class FilterReader {
    /** A token of RFC 9110 §5.6.2. */
    private static final Predicate<String> HEADER_NAME =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}").asMatchPredicate();
    /** Visible characters and spaces between them: no line breaks that would start another field. */
    private static final Predicate<String> HEADER_VALUE = Pattern.compile(
                    "[\\x21-\\x7E\\x80-\\xFF]([\\x20-\\x7E\\x80-\\xFF\\t]{0,4096})?")
            .asMatchPredicate();

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Findings incompatible;

    /**
     * @param incompatible takes the errors for which the Gateway API has the reason {@code
     *     IncompatibleFilters}; the others go where the fields' own errors go
     */
    FilterReader(Findings incompatible) {
        this.incompatible = incompatible;
    }

    /**
     * @param onlyPrefixes whether every match of the rule is a PathPrefix
     */
    List<Filter> read(Fields owner, boolean onlyPrefixes) {
        List<Filter> filters = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (Fields item : owner.objects("filters")) {
            String type = item.requiredText("type");
            if (!types.add(type) && !type.equals("ExtensionRef") && !type.equals("RequestMirror")) {
                incompatible.refuse(item.path(), type + " filter cannot be repeated");
            }
            switch (type) {
                case "URLRewrite" -> rewrite(member(item, "urlRewrite"), onlyPrefixes, filters);
                case "RequestHeaderModifier" -> {
                    Fields changes = member(item, "requestHeaderModifier");
                    filters.add(new Filter.RequestHeaders(
                            headers(changes, "set"), headers(changes, "add"), names(changes)));
                    changes.warnOfUnread();
                }
                case "ResponseHeaderModifier" -> {
                    Fields changes = member(item, "responseHeaderModifier");
                    filters.add(new Filter.ResponseHeaders(
                            headers(changes, "set"), headers(changes, "add"), names(changes)));
                    changes.warnOfUnread();
                }
                case "RequestRedirect" -> filters.add(redirect(member(item, "requestRedirect"), onlyPrefixes));
                case "ExtensionRef" -> extension(item);
                case "" -> {}
                default -> item.refuse("type", "filter type " + type + " is not supported");
            }
            item.warnOfUnread();
        }
        if (types.contains("URLRewrite") && types.contains("RequestRedirect")) {
            incompatible.refuse(owner.path(), "filters URLRewrite and RequestRedirect cannot be used together");
        }
        return filters;
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

    private void rewrite(Fields rewrite, boolean onlyPrefixes, List<Filter> filters) {
        rewrite.text("hostname")
                .flatMap(text -> Hostnames.checked(rewrite, "hostname", text))
                .ifPresent(host -> filters.add(new Filter.ReplaceHost(host)));
        path(rewrite, onlyPrefixes).ifPresent(filters::add);
        rewrite.warnOfUnread();
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

    private static List<HeaderField> headers(Fields changes, String member) {
        List<HeaderField> headers = new ArrayList<>();
        for (Fields item : changes.objects(member)) {
            String name = item.requiredText("name");
            String value = item.requiredText("value");
            if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) {
                item.refuse("is no header field");
            }
            item.warnOfUnread();
            headers.add(HeaderField.of(name, value));
        }
        return headers;
    }

    private static List<String> names(Fields changes) {
        List<String> names = changes.texts("remove");
        if (!names.stream().allMatch(HEADER_NAME)) {
            changes.refuse("remove", "must hold names of header fields");
        }
        return names;
    }
}
