package io.camelid.shell.internal.manifest;

import io.camelid.config.Compilation;
import io.camelid.config.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What an HTTPRoute says about the requests that it wants; the compiled rules no longer tell.
 *
 * @param hostnames none is any
 * @param rules the matches of each rule, in the order of the manifest
 */
public record RouteManifest(List<String> hostnames, List<List<RouteMatch>> rules) {
    private static final RouteManifest NONE = new RouteManifest(List.of(), List.of());

    /** The manifest of a route; one that says nothing when there is no such object. */
    public static RouteManifest of(Compilation compilation, ObjectKey route) {
        return Optional.ofNullable(compilation.objects().get(route))
                .map(object -> of(new Node(object.content()).get("spec")))
                .orElse(NONE);
    }

    private static RouteManifest of(Node spec) {
        return new RouteManifest(
                spec.get("hostnames").items().stream()
                        .flatMap(node -> node.text().stream())
                        .toList(),
                spec.get("rules").items().stream().map(RouteManifest::matches).toList());
    }

    private static List<RouteMatch> matches(Node rule) {
        List<Node> matches = rule.get("matches").items();
        return matches.isEmpty()
                ? List.of(RouteMatch.ANY)
                : matches.stream().map(RouteMatch::of).toList();
    }

    /** The matches of one rule, of which any must fit. */
    public List<RouteMatch> matches(int rule) {
        return rule < rules.size() ? rules.get(rule) : List.of();
    }
}
