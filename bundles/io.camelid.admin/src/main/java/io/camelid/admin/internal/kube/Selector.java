package io.camelid.admin.internal.kube;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Label and field selectors, as the Kubernetes API defines them. */
final class Selector {
    private static final Pattern SET =
            Pattern.compile("(?<key>[^\\s!=,()]+)\\s+(?<operator>in|notin)\\s*\\((?<values>[^()]*)\\)");
    private static final Pattern EQUALITY =
            Pattern.compile("(?<key>[^\\s!=,()]+)\\s*(?<operator>==|=|!=)\\s*(?<value>[^\\s!=,()]*)");
    private static final Pattern EXISTENCE = Pattern.compile("(?<not>!?)\\s*(?<key>[^\\s!=,()]+)");

    /** A comma that is not between parentheses. */
    private static final Pattern COMMA = Pattern.compile(",(?![^()]*\\))");

    private static final Set<String> FIELDS = Set.of("metadata.name", "metadata.namespace", "type");

    private Selector() {}

    /**
     * Whether a document's labels are as a selector says.
     *
     * @throws IllegalArgumentException when it says nothing sensible
     */
    static Predicate<Document> labels(String selector) {
        return all(selector, requirement -> label(requirement.strip()));
    }

    /**
     * Whether a document's fields are as a selector says.
     *
     * @throws IllegalArgumentException for a field that cannot be selected by
     */
    static Predicate<Document> fields(String selector) {
        return all(selector, requirement -> field(requirement.strip()));
    }

    private static Predicate<Document> all(String selector, Function<String, Predicate<Document>> parser) {
        return COMMA.splitAsStream(selector)
                .filter(requirement -> !requirement.isBlank())
                .map(parser)
                .reduce(document -> true, Predicate::and);
    }

    private static Predicate<Document> label(String requirement) {
        Matcher set = SET.matcher(requirement);
        if (set.matches()) {
            List<String> values = Arrays.stream(set.group("values").split(","))
                    .map(String::strip)
                    .toList();
            String key = set.group("key");
            Predicate<Document> in = document -> document.at("metadata", "labels", key) != null
                    && values.contains(document.text("metadata", "labels", key));
            return set.group("operator").equals("in") ? in : in.negate();
        }
        Matcher equality = EQUALITY.matcher(requirement);
        if (equality.matches()) {
            return comparison(equality, "metadata", "labels", equality.group("key"));
        }
        Matcher existence = EXISTENCE.matcher(requirement);
        if (existence.matches()) {
            String key = existence.group("key");
            boolean wanted = existence.group("not").isEmpty();
            return document -> document.map("metadata", "labels").containsKey(key) == wanted;
        }
        throw new IllegalArgumentException("unable to parse requirement: " + requirement);
    }

    private static Predicate<Document> field(String requirement) {
        Matcher equality = EQUALITY.matcher(requirement);
        if (!equality.matches()) {
            throw new IllegalArgumentException("invalid field selector: " + requirement);
        }
        String field = equality.group("key");
        if (!FIELDS.contains(field)) {
            throw new IllegalArgumentException("field label not supported: " + field + " (supported: "
                    + FIELDS.stream().sorted().collect(Collectors.joining(", ")) + ")");
        }
        return comparison(equality, field.split("\\."));
    }

    private static Predicate<Document> comparison(Matcher equality, String... path) {
        String value = equality.group("value");
        Predicate<Document> equal =
                document -> document.at(path) != null && document.text(path).equals(value);
        return equality.group("operator").equals("!=") ? equal.negate() : equal;
    }
}
