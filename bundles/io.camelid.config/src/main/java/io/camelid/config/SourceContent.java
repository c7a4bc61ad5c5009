package io.camelid.config;

import java.util.List;

/**
 * All that a source has at one moment.
 *
 * @param objects in the source's order of precedence; of two with one key the first wins
 * @param problems what the source could not read, for example a file that is not YAML
 */
public record SourceContent(List<KubernetesObject> objects, List<Problem> problems) {
    public static final SourceContent EMPTY = new SourceContent(List.of(), List.of());

    public SourceContent {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }
}
