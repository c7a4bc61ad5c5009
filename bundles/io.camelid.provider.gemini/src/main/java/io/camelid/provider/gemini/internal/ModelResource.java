package io.camelid.provider.gemini.internal;

import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.util.List;

/** A model as a resource in a path: {@code models/x} or {@code tunedModels/x}. */
final class ModelResource {
    private static final String STANDARD = "models/";
    private static final List<String> COLLECTIONS = List.of(STANDARD, "tunedModels/");
    private static final String UNSAFE = "/%\\?#";

    private ModelResource() {}

    /**
     * The resource of a model, which may be named with its collection or without.
     *
     * @throws LlmException when the name could be taken for something else in the path
     */
    static String of(String model) throws LlmException {
        String collection =
                COLLECTIONS.stream().filter(model::startsWith).findFirst().orElse("");
        String name = model.substring(collection.length());
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || !name.chars().allMatch(ModelResource::isSafe)) {
            throw new LlmException(
                    LlmError.invalid("invalid_model", "model", "The model's name cannot be that of a Gemini model."));
        }
        return (collection.isEmpty() ? STANDARD : collection) + name;
    }

    /** Visible ASCII without what has a meaning in URLs. */
    private static boolean isSafe(int c) {
        return c > ' ' && c < 0x7F && UNSAFE.indexOf(c) < 0 && "\"<>^`{|}".indexOf(c) < 0;
    }
}
