package io.camelid.format.gemini.internal;

import io.camelid.spi.chat.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Signatures in {@code thoughtSignature}, whose type is {@code bytes}: base64 in JSON, with either alphabet. Google's own
 * stay as they are; another vendor's text is encoded once more, since the SDKs decode the field.
 */
final class Seals {
    private Seals() {}

    static String write(Signature signature) {
        return signature.vendor().equals(Signature.GOOGLE)
                ? signature.value()
                : Base64.getEncoder()
                        .encodeToString(signature.textFor(Signature.GOOGLE).getBytes(StandardCharsets.UTF_8));
    }

    static Signature read(String base64) {
        Signature own = new Signature(Signature.GOOGLE, base64);
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            Signature read = Signature.read(new String(bytes, StandardCharsets.UTF_8), Signature.GOOGLE);
            return read.vendor().equals(Signature.GOOGLE) ? own : read;
        } catch (IllegalArgumentException notEncoded) {
            return own;
        }
    }
}
