package io.camelid.config.internal.read;

import java.util.regex.Pattern;

/** The names of objects and sections, which end up in ids, URLs and header fields. */
public final class Names {
    /** Kubernetes' DNS subdomains, upper case and underscores let pass. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    private Names() {}

    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }
}
