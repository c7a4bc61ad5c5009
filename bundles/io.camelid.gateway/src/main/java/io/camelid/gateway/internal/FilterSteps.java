package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.OriginPattern;
import io.camelid.gateway.Answer;
import io.camelid.gateway.RouteExplainer.Step;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What filters do to a request, in words. Of most header fields only the names: a value may be a credential. */
final class FilterSteps {
    /** Fields of an answer that say what a filter meant by it. */
    private static final Set<String> TELLING = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        TELLING.addAll(List.of("Location", "Access-Control-Allow-Origin"));
    }

    private FilterSteps() {}

    /** What each filter does on the way to the backend and back, in their order. */
    static List<Step> of(List<Filter> filters, String path, String prefix) {
        List<Step> steps = new ArrayList<>();
        String way = path;
        String matched = prefix;
        for (Filter filter : filters) {
            if (filter instanceof Filter.ReplaceFullPath || filter instanceof Filter.ReplacePrefix) {
                String before = way;
                way = PathRewrite.apply(filter, way, matched);
                matched = "";
                steps.add(new Step("rewrite", before + " -> " + way));
            } else {
                steps.add(step(filter));
            }
        }
        return steps;
    }

    private static Step step(Filter filter) {
        if (filter instanceof Filter.ReplaceHost host) {
            return new Step("rewrite", "host -> " + host.host());
        } else if (filter instanceof Filter.RequestHeaders change) {
            return changes("request", change.set(), change.add(), change.remove());
        } else if (filter instanceof Filter.ResponseHeaders change) {
            return changes("response", change.set(), change.add(), change.remove());
        } else if (filter instanceof Filter.Mirror mirror) {
            return new Step("mirror", share(mirror) + " copied to " + backend(mirror));
        } else if (filter instanceof Filter.Cors cors) {
            return new Step(
                    "cors",
                    "pages of "
                            + cors.allowOrigins().stream()
                                    .map(OriginPattern::text)
                                    .collect(Collectors.joining(", ")) + " may read the answer");
        }
        return new Step("redirect", "answers with a redirect");
    }

    /** What a filter answers instead. */
    static Step answer(Answer answer) {
        List<String> telling = answer.headers().stream()
                .filter(field -> TELLING.contains(field.name()))
                .map(field -> ", " + field.name() + " " + field.value())
                .toList();
        return new Step("answer", "a filter of the rule answers: " + answer.status() + String.join("", telling));
    }

    private static Step changes(String which, List<HeaderField> set, List<HeaderField> add, List<String> remove) {
        List<String> words = new ArrayList<>();
        set.forEach(field -> words.add("sets " + field.name()));
        add.forEach(field -> words.add("adds " + field.name()));
        remove.forEach(name -> words.add("removes " + name));
        return new Step("headers", "the " + which + "'s: " + String.join(", ", words));
    }

    private static String share(Filter.Mirror mirror) {
        return mirror.numerator() >= mirror.denominator()
                ? "every request is"
                : mirror.numerator() + " of " + mirror.denominator() + " requests are";
    }

    private static String backend(Filter.Mirror mirror) {
        return mirror.rule().backends().get(0).backend().key().toString();
    }
}
