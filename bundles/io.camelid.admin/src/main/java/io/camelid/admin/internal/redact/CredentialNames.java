package io.camelid.admin.internal.redact;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells from a name whether what it names may be a credential. In doubt it may. */
final class CredentialNames {
    /** Whatever such a member holds is secret. */
    private static final Set<String> SLOTS = Set.of("inline", "literal");

    private static final Pattern SECRET_WORD = Pattern.compile("passw(or)?d|passphrase|secret|token|apikey|accesskey"
            + "|privatekey|signingkey|sharedkey|encryptionkey|authkey|credential|authorization|cookie|jwt|bearer");

    /** Members whose names speak of a credential without holding one: where it is, what it is called, how much of it. */
    private static final Pattern ABOUT = Pattern.compile(
            "(name|refs?|kind|type|ur[il]|path|headername|prefix|expression"
                    + "|file|issuer|audiences?|namespace|mode|store|count|limit|budget|seconds|ttl|interval|size|expiry)$");

    private static final Pattern PUNCTUATION = Pattern.compile("[^A-Za-z0-9]+");
    private static final Pattern WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])");

    private static final Set<String> HEADER_WORDS = Set.of(
            "auth",
            "authentication",
            "authorization",
            "key",
            "apikey",
            "token",
            "secret",
            "password",
            "passwd",
            "passphrase",
            "pass",
            "credential",
            "credentials",
            "cookie",
            "session",
            "signature",
            "sig",
            "jwt",
            "bearer");

    private CredentialNames() {}

    /** Whether the member holds a credential, be it text, a list or an object. */
    static boolean isSlot(String member, String parent) {
        String name = plain(member);
        return SLOTS.contains(name) || name.equals("key") && plain(parent).endsWith("auth");
    }

    /** Whether text or numbers directly in the member may be a credential. */
    static boolean mayHold(String member) {
        String name = plain(member);
        return name.equals("auth")
                || SECRET_WORD.matcher(name).find() && !ABOUT.matcher(name).find();
    }

    /** Whether a number in the member says how many tokens, rather than being one. */
    static boolean isCount(String member) {
        return plain(member).contains("tokens");
    }

    /** Whether a header, a query parameter or a field of that name carries a credential. */
    static boolean isField(String field) {
        if (SECRET_WORD.matcher(plain(field)).find()) {
            return true;
        }
        for (String word : WORDS.split(field)) {
            if (HEADER_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static String plain(String name) {
        return PUNCTUATION.matcher(name).replaceAll("").toLowerCase(Locale.ROOT);
    }
}
