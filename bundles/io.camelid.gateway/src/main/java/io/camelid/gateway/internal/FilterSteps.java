package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Filter;
import io.camelid.gateway.Answer;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.RouteExplainer.Step;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What filters do to a request, in words. Of most header fields only the names: a value may be a credential. */
final class FilterSteps {
    /** Fields of an answer that say what a filter meant by it. */
    private static final Set<String> TELLING = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        TELLING.addAll(List.of("Location", "Access-Control-Allow-Origin"));
    }

    private FilterSteps() {}

    /** What is done on the way to the backend and back. */
    static List<Step> of(FilterEffects effects, String pathBefore) {
        List<Step> steps = new ArrayList<>();
        if (!effects.path().equals(pathBefore)) {
            steps.add(new Step("rewrite", pathBefore + " -> " + effects.path()));
        }
        add("request headers", effects.requestChanges(), steps);
        add("response headers", effects.responseChanges(), steps);
        for (FilterEffects.Copy copy : effects.copies()) {
            steps.add(new Step("mirror", share(copy.mirror()) + " copied to " + backend(copy.mirror())));
        }
        return steps;
    }

    /** What a filter answers instead. */
    static Step answer(Answer answer) {
        List<String> telling = answer.headers().stream()
                .filter(field -> TELLING.contains(field.name()))
                .map(field -> ", " + field.name() + " " + field.value())
                .toList();
        return new Step("answer", "a filter of the rule answers: " + answer.status() + String.join("", telling));
    }

    private static void add(String name, HeaderChanges changes, List<Step> steps) {
        List<String> parts = Stream.of(
                        changes.set().stream().map(HeaderField::name).map("set "::concat),
                        changes.add().stream().map(HeaderField::name).map("add "::concat),
                        changes.remove().stream().map("remove "::concat))
                .flatMap(part -> part)
                .toList();
        if (!parts.isEmpty()) {
            steps.add(new Step(name, String.join(", ", parts)));
        }
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
