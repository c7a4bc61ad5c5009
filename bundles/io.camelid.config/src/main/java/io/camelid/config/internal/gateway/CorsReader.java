package io.camelid.config.internal.gateway;

import io.camelid.config.internal.read.Fields;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.OriginPattern;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads an {@code HTTPCORSFilter}. */
final class CorsReader {
    private static final String ANY = "*";
    /** The CRD's own pattern of a {@code CORSOrigin}, its length limit beside it. */
    private static final Predicate<String> ORIGIN = Pattern.compile(
                    "\\*|https?://((\\*\\.)?([a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+|\\*)(:[0-9]{1,5})?")
            .asMatchPredicate();

    private static final int LONGEST_ORIGIN = 253;
    private static final Set<String> METHODS =
            Set.of(ANY, "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    private static final int DEFAULT_MAX_AGE = 5;

    private CorsReader() {}

    static Filter read(Fields cors) {
        List<String> origins = list(cors, "allowOrigins", CorsReader::isOrigin);
        List<String> methods = list(cors, "allowMethods", METHODS::contains);
        List<String> headers = list(cors, "allowHeaders", HeaderModifierReader::isName);
        // In the words of the CRD, which has no such rule for exposeHeaders.
        refuseMixed(cors, "allowOrigins", origins, "AllowOrigins cannot contain '*' alongside other origins");
        refuseMixed(cors, "allowMethods", methods, "AllowMethods cannot contain '*' alongside other methods");
        refuseMixed(cors, "allowHeaders", headers, "AllowHeaders cannot contain '*' alongside other methods");
        Filter filter = new Filter.Cors(
                origins.stream().map(OriginPattern::new).toList(),
                cors.flag("allowCredentials").orElse(false),
                methods,
                headers,
                list(cors, "exposeHeaders", HeaderModifierReader::isName),
                cors.integer("maxAge", 1, Integer.MAX_VALUE).orElse(DEFAULT_MAX_AGE));
        cors.warnOfUnread();
        return filter;
    }

    private static boolean isOrigin(String text) {
        return text.length() <= LONGEST_ORIGIN && ORIGIN.test(text);
    }

    private static List<String> list(Fields cors, String member, Predicate<String> valid) {
        List<String> items = cors.texts(member);
        items.stream().filter(valid.negate()).forEach(item -> cors.refuse(member, "\"" + item + "\" is not allowed"));
        return items;
    }

    private static void refuseMixed(Fields cors, String member, List<String> items, String problem) {
        if (items.size() > 1 && items.contains(ANY)) {
            cors.refuse(member, problem);
        }
    }
}
