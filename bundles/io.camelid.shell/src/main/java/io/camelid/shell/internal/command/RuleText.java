package io.camelid.shell.internal.command;

import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.OriginPattern;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules of routes in words. */
final class RuleText {
    /** By route, then as in the manifest. */
    static final Comparator<RouteRule> ORDER = Comparator.comparing(
                    (RouteRule rule) -> rule.route().qualifiedName())
            .thenComparing(RouteRule::index);

    private RuleText() {}

    /** {@code <namespace>/<route>#<index>}. */
    static String name(RouteRule rule) {
        return rule.route().qualifiedName() + "#" + rule.index();
    }

    /** A reference, with its share when there are others. */
    static String backend(RouteRule rule, BackendRef ref) {
        String name = ref.backend().key().qualifiedName();
        return rule.backends().size() == 1 ? name : name + " (" + ref.weight() + ")";
    }

    /** A filter. Of header fields only the names: a value may be a credential. */
    static String filter(Filter filter) {
        if (filter instanceof Filter.ReplaceFullPath path) {
            return "path to " + path.path();
        }
        if (filter instanceof Filter.ReplacePrefix prefix) {
            return "prefix to " + prefix.replacement();
        }
        if (filter instanceof Filter.ReplaceHost host) {
            return "host to " + host.host();
        }
        if (filter instanceof Filter.RequestHeaders headers) {
            return "request headers " + headers(headers.set(), headers.add(), headers.remove());
        }
        if (filter instanceof Filter.ResponseHeaders headers) {
            return "response headers " + headers(headers.set(), headers.add(), headers.remove());
        }
        if (filter instanceof Filter.Mirror mirror) {
            return "mirror " + share(mirror) + " to "
                    + mirror.rule().backends().get(0).backend().key().qualifiedName();
        }
        if (filter instanceof Filter.Cors cors) {
            return "cors for "
                    + cors.allowOrigins().stream().map(OriginPattern::text).collect(Collectors.joining(" "));
        }
        return redirect((Filter.Redirect) filter);
    }

    private static String share(Filter.Mirror mirror) {
        return mirror.numerator() >= mirror.denominator() ? "all" : mirror.numerator() + "/" + mirror.denominator();
    }

    private static String headers(List<HeaderField> set, List<HeaderField> add, List<String> remove) {
        return String.join(
                " ",
                Stream.of(
                                set.stream().map(field -> "=" + field.name()),
                                add.stream().map(field -> "+" + field.name()),
                                remove.stream().map(name -> "-" + name))
                        .flatMap(part -> part)
                        .toList());
    }

    private static String redirect(Filter.Redirect redirect) {
        List<String> to = new ArrayList<>();
        redirect.scheme().ifPresent(to::add);
        redirect.host().ifPresent(host -> to.add("host " + host));
        redirect.port().ifPresent(port -> to.add("port " + port));
        redirect.path().ifPresent(path -> to.add(filter(path)));
        return "redirect " + redirect.status() + " " + String.join(" ", to);
    }
}
