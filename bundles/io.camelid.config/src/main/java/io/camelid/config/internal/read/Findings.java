package io.camelid.config.internal.read;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is wrong with one object, in the order in which it was found. Errors refuse the object;
 * warnings do not.
 */
public final class Findings {
    private static final int SHOWN = 8;

    private final Set<String> errors = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    public void refuse(String path, String problem) {
        errors.add(path.isEmpty() ? problem : path + ": " + problem);
    }

    public void warn(String path, String problem) {
        warnings.add(path.isEmpty() ? problem : path + ": " + problem);
    }

    /** Takes over another's, of a part of the same object. */
    public void add(Findings part) {
        errors.addAll(part.errors);
        warnings.addAll(part.warnings);
    }

    public boolean isRefused() {
        return !errors.isEmpty();
    }

    /** All errors in one line. */
    public String errorText() {
        String text = errors.stream().limit(SHOWN).collect(Collectors.joining("; "));
        return errors.size() > SHOWN ? text + "; and " + (errors.size() - SHOWN) + " more" : text;
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
