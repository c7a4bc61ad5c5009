package io.camelid.format.bedrock.internal;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The model in a path like {@code /model/{id}/converse}. An id may be an ARN, whose slashes AWS's SDKs encode and others
 * do not, so it is all that stands between {@code /model/} and the path's ending.
 */
final class ModelPath {
    private static final String MODEL = "/model/";
    /** The API's own limit of {@code modelId}. */
    private static final int LONGEST = 2048;

    private ModelPath() {}

    /**
     * The model's id, decoded; empty text if the path has no place for one.
     *
     * @param suffixes what may follow the id
     * @throws LlmException when the place is there but its content cannot be a model's id
     */
    static String model(String path, List<String> suffixes) throws LlmException {
        for (String suffix : suffixes) {
            if (path.endsWith(suffix)) {
                int end = path.length() - suffix.length();
                int start = path.lastIndexOf(MODEL, end);
                return start < 0 ? "" : checked(path.substring(Math.min(start + MODEL.length(), end), end));
            }
        }
        return "";
    }

    private static String checked(String encoded) throws LlmException {
        String model = decode(encoded);
        if (model.isEmpty()
                || model.length() > LONGEST
                || !model.chars().allMatch(ModelPath::mayStand)
                || !List.of(model.split("/", -1)).stream().allMatch(ModelPath::isName)) {
            throw refusal();
        }
        return model;
    }

    private static boolean mayStand(int c) {
        return c > ' ' && c < 0x7F && "%\\?#".indexOf(c) < 0;
    }

    private static boolean isName(String segment) {
        return !segment.isEmpty() && !segment.equals(".") && !segment.equals("..");
    }

    /** Percent-decoding (RFC 3986 §2.1). */
    private static String decode(String encoded) throws LlmException {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw refusal();
        }
    }

    private static LlmException refusal() {
        return new LlmException(
                LlmError.invalid("invalid_model", "modelId", "The path does not name a model as /model/{modelId}/."));
    }
}
