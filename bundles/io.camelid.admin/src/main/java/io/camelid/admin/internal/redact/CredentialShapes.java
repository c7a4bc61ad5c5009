package io.camelid.admin.internal.redact;

import io.camelid.spi.Secret;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of text what looks like a credential wherever it stands: keys of the known makes, tokens, passwords in URLs. */
final class CredentialShapes {
    /** The first group, if any, stays. */
    private static final Pattern SHAPES = Pattern.compile("(?<keep>"
            // user:password@ of a URL
            + "[a-z][a-z0-9+.-]{1,15}://(?=[^/@\\s]{1,512}@)"
            // a query parameter that carries a credential
            + "|[?&][\\w.-]{0,32}(?i:key|token|secret|passw|sig|auth|credential)[\\w.-]{0,32}="
            // an Authorization value
            + "|\\b(?i:bearer|basic)\\s+(?=\\S{0,256}\\d)"
            + ")(?:(?<=://)[^/@\\s]+(?=@)|(?<==)[^&\\s#\"']+|(?<=\\s)[A-Za-z0-9+/=._~-]{8,})"
            // keys by their makers' prefixes: OpenAI, Anthropic and kin; AWS; Google; GitHub; Slack
            + "|\\bsk-(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{16,}"
            + "|\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b"
            + "|\\bAIza[0-9A-Za-z_-]{30,}"
            + "|\\bgh[pousr]_[0-9A-Za-z]{20,}"
            + "|\\bxox[abeprs]-[0-9A-Za-z-]{10,}"
            // JSON Web Tokens
            + "|\\beyJ[0-9A-Za-z_-]{8,}\\.[0-9A-Za-z_-]{8,}\\.[0-9A-Za-z_-]*"
            // PEM
            + "|-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,32}PRIVATE KEY-----)?");

    /** Each shape has one of these, most texts have none. */
    private static final List<String> MARKS = List.of(" ", "=", "://", "sk-", "IA", "AIza", "gh", "xox", "eyJ");

    private CredentialShapes() {}

    static String clean(String text) {
        if (MARKS.stream().noneMatch(text::contains)) {
            return text;
        }
        Matcher matcher = SHAPES.matcher(text);
        return matcher.find() ? matcher.replaceAll(CredentialShapes::replacement) : text;
    }

    private static String replacement(MatchResult found) {
        String kept = found.group(1) == null ? "" : found.group(1);
        return Matcher.quoteReplacement(kept + Secret.REDACTED);
    }
}
