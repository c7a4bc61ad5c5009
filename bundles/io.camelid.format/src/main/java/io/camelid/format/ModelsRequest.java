package io.camelid.format;

import io.camelid.spi.format.RequestEdit;
import io.camelid.spi.format.RequestView;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A question for one model, or for all of them where the name is empty text. It has no body to edit.
 *
 * @param original the body as it came, empty as a rule
 */
public record ModelsRequest(String model, ByteBuffer original) implements RequestView {
    /**
     * Reads a request whose path names the model.
     *
     * @param before what stands before the name, for example {@code /v1/models/}
     */
    public static ModelsRequest read(String path, String before, ByteBuffer body) {
        int at = path.indexOf(before);
        return new ModelsRequest(at < 0 ? "" : decode(path.substring(at + before.length())), body);
    }

    /** Percent-decoding (RFC 3986 §2.1); what is not encoded properly stays as it is. */
    private static String decode(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return name;
        }
    }

    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public ByteBuffer body(List<RequestEdit> edits) {
        return original.duplicate();
    }
}
