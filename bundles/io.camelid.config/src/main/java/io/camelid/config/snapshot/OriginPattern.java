package io.camelid.config.snapshot;

import java.util.Locale;

/**
 * Origins of web pages (RFC 6454) that a CORS filter names: {@code *}, or a scheme, a host and perhaps a port. A {@code
 * *} in the host's first place stands for anything there, dots included. Without a port it is the scheme's well-known
 * one.
 *
 * @param text as the manifest has it
 */
public record OriginPattern(String text) {
    private static final String ANY = "*";

    /** Whether an {@code Origin} header field names such an origin. */
    public boolean matches(String origin) {
        if (text.equals(ANY)) {
            return true;
        }
        String pattern = normalized(text);
        String given = normalized(origin);
        int wildcard = pattern.indexOf('*');
        if (wildcard < 0) {
            return pattern.equals(given);
        }
        String before = pattern.substring(0, wildcard);
        String after = pattern.substring(wildcard + 1);
        return given.length() > before.length() + after.length()
                && given.startsWith(before)
                && given.endsWith(after)
                && isHost(given.substring(before.length(), given.length() - after.length()));
    }

    /** Lower case, the port always there. */
    private static String normalized(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int host = lower.indexOf("://") + 3;
        if (host < 3 || lower.indexOf(':', Math.max(host, lower.indexOf(']'))) >= 0) {
            return lower;
        }
        return lower + (lower.startsWith("https:") ? ":443" : ":80");
    }

    /** What a wildcard stands for ends neither the host nor begins a port. */
    private static boolean isHost(String part) {
        return part.chars().noneMatch(c -> c == ':' || c == '/' || c == '@');
    }
}
