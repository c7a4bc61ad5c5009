package io.camelid.shell.internal.manifest;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ManifestParser;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.SourceContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads manifests of a simpler sort: {@code <kind> <name> <spec>} in a line, {@code !} for an error, {@code ?} for a warning. */
public final class LineParser implements ManifestParser {
    @Override
    public SourceContent parse(String source, String location, byte[] bytes) {
        List<KubernetesObject> objects = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n");
        for (int i = 0; i < lines.length; i++) {
            String[] words = lines[i].split(" ");
            Origin origin = new Origin(source, location, i + 1);
            if (words[0].equals("!") || words[0].equals("?")) {
                Severity severity = words[0].equals("!") ? Severity.ERROR : Severity.WARNING;
                problems.add(new Problem(severity, Optional.empty(), origin, "line " + (i + 1) + " is odd"));
            } else if (words.length == 3) {
                ObjectKey key = new ObjectKey("example.com", words[0], "ai", words[1]);
                objects.add(new KubernetesObject(
                        key, "example.com/v1", Map.of("spec", words[2]), 1, Optional.empty(), origin));
            }
        }
        return new SourceContent(objects, problems);
    }
}
