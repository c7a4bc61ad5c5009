package io.camelid.admin.internal.redact;

import io.camelid.spi.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes the secret values of a configuration out of any text, wherever a copy of one may have got to. Values of fewer than
 * {@value #MIN_LENGTH} characters are not looked for, nor are short ones that could as well be names, such as a region: too
 * much would be hit that is no secret. Found in about the same time however many there are.
 */
final class KnownSecrets {
    private static final int MIN_LENGTH = 8;
    private static final int MIN_NAME_LENGTH = 16;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    /** The values by the hash of their first characters, the longest first. */
    private final Map<Integer, List<String>> values = new HashMap<>();

    KnownSecrets(Collection<String> secrets) {
        secrets.stream()
                .map(String::strip)
                .filter(KnownSecrets::isTelling)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(value -> values.computeIfAbsent(startHash(value), hash -> new ArrayList<>())
                        .add(value));
    }

    String clean(String text) {
        if (values.isEmpty() || text.length() < MIN_LENGTH) {
            return text;
        }
        StringBuilder clean = new StringBuilder();
        int copied = 0;
        int hash = startHash(text);
        for (int at = 0; at + MIN_LENGTH <= text.length(); ) {
            String secret = secretAt(text, at, hash);
            int next = secret == null ? at + 1 : at + secret.length();
            if (secret != null) {
                clean.append(text, copied, at).append(Secret.REDACTED);
                copied = next;
            }
            hash = next + MIN_LENGTH <= text.length() ? hash(text, next) : 0;
            at = next;
        }
        return copied == 0 ? text : clean.append(text, copied, text.length()).toString();
    }

    private String secretAt(String text, int at, int hash) {
        for (String value : values.getOrDefault(hash, List.of())) {
            if (text.startsWith(value, at)) {
                return value;
            }
        }
        return null;
    }

    private static boolean isTelling(String value) {
        return value.length() >= (NAME.matcher(value).matches() ? MIN_NAME_LENGTH : MIN_LENGTH);
    }

    private static int startHash(String text) {
        return hash(text, 0);
    }

    private static int hash(String text, int from) {
        int hash = 0;
        for (int i = from; i < from + MIN_LENGTH; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
