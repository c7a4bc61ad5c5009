package io.camelid.config.internal.manifest;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Which plain scalars are more than text. Like kubectl's: {@code yes}, {@code no}, {@code on} and
 * {@code off} are booleans, while dates and {@code 12:30} stay the text they look like.
 */
final class KubernetesScalars extends Resolver {
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|0o[0-7_]+");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\.[0-9]+|(0|[1-9][0-9_]*)(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Set<String> TRUE_WORDS = Set.of("true", "yes", "on");

    static boolean isTrue(String text) {
        return TRUE_WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
        addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
        addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.");
        addImplicitResolver(Tag.MERGE, MERGE, "<");
        addImplicitResolver(Tag.NULL, NULL, "~nN\0");
        addImplicitResolver(Tag.NULL, EMPTY, null);
    }
}
