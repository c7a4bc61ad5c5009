package io.camelid.config.internal.backend;

import io.camelid.config.internal.read.ClosestName;
import io.camelid.config.internal.read.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The map of path suffixes to route types. */
final class RouteTypes {
    private static final String WILDCARD = "*";
    /** What the CRDs list. Dialect A writes them {@code anthropic_token_count}, dialect B {@code AnthropicTokenCount}. */
    private static final List<String> LISTED = List.of(
            "Completions",
            "Messages",
            "Models",
            "Passthrough",
            "Detect",
            "Responses",
            "AnthropicTokenCount",
            "Embeddings",
            "Realtime",
            "Rerank",
            "GenerateContent",
            "GeminiCountTokens");
    /** Route types that need no format. */
    private static final Set<String> WITHOUT_FORMAT = Set.of("Passthrough", "Detect");

    private final Plugins plugins;

    RouteTypes(Plugins plugins) {
        this.plugins = plugins;
    }

    /** The member {@code routes}, in dialect B's words, the longest suffix first and {@code *} last. */
    Optional<Map<String, String>> read(Fields owner) {
        return owner.object("routes").map(routes -> {
            Map<String, String> types = new LinkedHashMap<>();
            routes.unread().stream()
                    .sorted(Comparator.<String>comparingInt(suffix -> suffix.equals(WILDCARD) ? 1 : 0)
                            .thenComparingInt(suffix -> -suffix.length())
                            .thenComparing(Comparator.naturalOrder()))
                    .forEach(suffix -> routes.text(suffix)
                            .flatMap(text -> type(routes, suffix, text))
                            .ifPresent(type -> types.put(suffix, type)));
            return Collections.unmodifiableMap(types);
        });
    }

    private Optional<String> type(Fields routes, String suffix, String text) {
        List<String> known = new ArrayList<>(LISTED);
        known.addAll(plugins.routeTypes());
        Optional<String> type =
                known.stream().filter(word -> plain(word).equals(plain(text))).findFirst();
        if (type.isEmpty()) {
            routes.refuse(suffix, "unknown route type " + text + ClosestName.hint(text, known));
        } else if (!WITHOUT_FORMAT.contains(type.get()) && !plugins.routeTypes().contains(type.get())) {
            routes.warn(suffix, "no installed format handles the route type " + type.get());
        }
        return type;
    }

    private static String plain(String word) {
        return word.replace("_", "").toLowerCase(Locale.ROOT);
    }
}
