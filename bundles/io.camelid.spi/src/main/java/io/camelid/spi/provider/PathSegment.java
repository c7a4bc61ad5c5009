package io.camelid.spi.provider;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.nio.charset.StandardCharsets;

/** A name, such as a model's, as one segment of a path (RFC 3986 §3.3). */
public final class PathSegment {
    private static final String PLAIN = "-._~:@";

    private PathSegment() {}

    /**
     * Percent-encodes what a segment may not hold; a colon may stand.
     *
     * @throws LlmException when it would be taken for another place in the path
     */
    public static String encode(String name) throws LlmException {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new LlmException(LlmError.invalid("invalid_model", "model", "'" + name + "' is no model."));
        }
        StringBuilder segment = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0;
            segment.append(plain ? String.valueOf(c) : String.format("%%%02X", b & 0xFF));
        }
        return segment.toString();
    }
}
