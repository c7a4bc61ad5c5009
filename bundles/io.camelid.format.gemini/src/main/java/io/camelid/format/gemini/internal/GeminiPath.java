package io.camelid.format.gemini.internal;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;

/**
 * What a path of Google's APIs says, as in {@code /v1beta/models/gemini-2.5-flash:generateContent} or Vertex AI's {@code
 * …/publishers/google/models/gemini-2.5-flash:generateContent}.
 *
 * @param model its name, with {@code tunedModels/} before it where the path has that; empty text if the path names none
 * @param method what comes after the colon; empty text if nothing does
 */
record GeminiPath(String model, String method) {
    private static final String TUNED = "tunedModels/";
    private static final String UNSAFE = "%\\?#";

    /** @throws LlmException when the model's name could be taken for something else on the way up */
    static GeminiPath read(String path) throws LlmException {
        int slash = path.lastIndexOf('/');
        int colon = path.lastIndexOf(':');
        return colon <= slash
                ? new GeminiPath("", "")
                : new GeminiPath(model(path, slash + 1, colon), path.substring(colon + 1));
    }

    /** The model in a part of a path, in which it is the last segment. */
    static String model(String path, int from, int to) throws LlmException {
        String name = path.substring(from, to);
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(GeminiPath::isUnsafe)) {
            throw new LlmException(LlmError.invalid("invalid_model", "model", "The path names no model."));
        }
        return path.startsWith(TUNED, from - TUNED.length()) ? TUNED + name : name;
    }

    private static boolean isUnsafe(int c) {
        return UNSAFE.indexOf(c) >= 0
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c);
    }
}
