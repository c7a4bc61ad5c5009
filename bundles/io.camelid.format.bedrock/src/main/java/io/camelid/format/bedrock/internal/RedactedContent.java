package io.camelid.format.bedrock.internal;

import io.camelid.spi.chat.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Encrypted reasoning, which Converse has as base64. Anthropic's is base64 by itself and passes as it is; what is not, such
 * as another vendor's with its name before it, is encoded once more, so that AWS's SDKs can decode it.
 */
final class RedactedContent {
    private static final String MARK = "camelid.";

    private RedactedContent() {}

    /** The content of a block whose signatures are a vendor's. */
    static String text(Signature data, String placeOf) {
        String text = data.textFor(placeOf);
        return isBase64(text)
                ? text
                : encoded(text.startsWith(MARK) ? text : MARK + data.vendor() + "." + data.value());
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link #text} wrote, or what the vendor did. */
    static Signature read(String content, String placeOf) {
        if (isBase64(content)) {
            String decoded = new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
            if (decoded.startsWith(MARK)) {
                return Signature.read(decoded, placeOf);
            }
        }
        return new Signature(placeOf, content);
    }

    private static boolean isBase64(String text) {
        try {
            return text.length() % 4 == 0 && Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }
}
