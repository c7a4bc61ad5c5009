package io.camelid.config.internal.gateway;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.camelid.config.internal.match.Match;
import io.camelid.config.internal.match.PathMatch;
import io.camelid.config.internal.match.TextMatch;
import io.camelid.config.internal.match.ValueMatch;
import io.camelid.config.internal.read.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads {@code HTTPRouteMatch}. */
final class MatchReader {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    private static final List<String> VALUE_TYPES = List.of("Exact", "RegularExpression");
    /** What no path may contain, and what none may end with, by the CRD's own rules. */
    private static final List<String> FORBIDDEN = List.of("//", "/./", "/../", "%2f", "%2F", "#");

    private static final List<String> FORBIDDEN_ENDS = List.of("/..", "/.");
    private static final int LONGEST_EXPRESSION = 4096;

    /** A token of RFC 9110 §5.6.2. */
    private static final Predicate<String> HEADER_NAME =
            java.util.regex.Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}").asMatchPredicate();

    private MatchReader() {}

    static Match read(Fields fields) {
        Match match = new Match(
                path(fields.objectOrNone("path")),
                fields.choice("method", METHODS),
                values(fields, "headers", true),
                values(fields, "queryParams", false));
        fields.expectAtMost("headers", 16);
        fields.expectAtMost("queryParams", 16);
        fields.warnOfUnread();
        return match;
    }

    private static PathMatch path(Fields path) {
        String type = path.choice("type", List.of("Exact", "PathPrefix", "RegularExpression"))
                .orElse("PathPrefix");
        String value = path.text("value").orElse("/");
        path.warnOfUnread();
        if (type.equals("RegularExpression")) {
            return new PathMatch.Regex(expression(path, value));
        }
        check(path, value);
        return type.equals("Exact") ? new PathMatch.Exact(value) : new PathMatch.Prefix(withoutSlash(value));
    }

    private static void check(Fields path, String value) {
        if (!value.startsWith("/")) {
            path.refuse("value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']");
        }
        for (String forbidden : FORBIDDEN) {
            if (value.contains(forbidden)) {
                path.refuse("must not contain '" + forbidden + "' when type one of ['Exact', 'PathPrefix']");
            }
        }
        for (String forbidden : FORBIDDEN_ENDS) {
            if (value.endsWith(forbidden)) {
                path.refuse("must not end with '" + forbidden + "' when type one of ['Exact', 'PathPrefix']");
            }
        }
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Conditions on different names; the specification has later ones on the same name ignored. */
    private static List<ValueMatch> values(Fields fields, String member, boolean ignoreCase) {
        List<ValueMatch> values = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields item : fields.objects(member)) {
            String given = item.requiredText("name");
            if (ignoreCase && !given.isEmpty() && !HEADER_NAME.test(given)) {
                item.refuse("name", "is no name of a header field");
            }
            String name = ignoreCase ? given.toLowerCase(Locale.ROOT) : given;
            String type = item.choice("type", VALUE_TYPES).orElse("Exact");
            Optional<String> value = item.value("value").flatMap(some -> text(item, some));
            if (value.isEmpty()) {
                item.refuse("value", "is required");
            }
            TextMatch text = type.equals("Exact")
                    ? new TextMatch.Exact(value.orElse(""))
                    : new TextMatch.Regex(expression(item, value.orElse("")));
            item.warnOfUnread();
            if (names.add(name)) {
                values.add(new ValueMatch(name, text));
            } else {
                item.warn("only the first condition on " + given + " counts");
            }
        }
        return values;
    }

    /** Blank is a value, too. */
    private static Optional<String> text(Fields item, Object value) {
        return value instanceof String text ? Optional.of(text) : item.text("value");
    }

    private static Pattern expression(Fields owner, String text) {
        if (text.length() > LONGEST_EXPRESSION) {
            owner.refuse("value", "must have at most " + LONGEST_EXPRESSION + " characters");
            return Pattern.compile("");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException broken) {
            owner.refuse("value", "is no RE2 expression: " + broken.getDescription());
            return Pattern.compile("");
        }
    }
}
