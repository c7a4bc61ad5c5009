package io.camelid.provider.vertexai.internal;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model as Vertex AI knows it.
 *
 * @param family decides which API serves it
 * @param id as it stands in a path
 */
record VertexModel(Family family, String id) {
    /** Whose API a model speaks. */
    enum Family {
        CLAUDE,
        GEMINI,
        /** Behind the endpoint that is compatible with OpenAI's. */
        OPEN
    }

    private static final Pattern DATED = Pattern.compile("-(\\d{8})$");
    private static final Pattern OF_ANTHROPIC = Pattern.compile("^(?:publishers/anthropic/models/|anthropic/)");
    private static final Pattern OF_GOOGLE = Pattern.compile("^(?:publishers/google/models/|google/|models/)");

    /** @param publisher decides where the name does not */
    static VertexModel of(String name, Optional<String> publisher) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.contains("claude")) {
            return claude(name);
        }
        if (lower.contains("gemini") || lower.startsWith("publishers/google/")) {
            return gemini(name);
        }
        return switch (publisher.orElse("")) {
            case "anthropic" -> claude(name);
            case "google" -> gemini(name);
            default -> new VertexModel(Family.OPEN, name);
        };
    }

    /** Anthropic dates its models with a hyphen, Vertex AI its versions with an at sign. */
    private static VertexModel claude(String name) {
        String id = OF_ANTHROPIC.matcher(name).replaceFirst("");
        return new VertexModel(Family.CLAUDE, DATED.matcher(id).replaceFirst("@$1"));
    }

    private static VertexModel gemini(String name) {
        return new VertexModel(Family.GEMINI, withoutPublisher(name));
    }

    /** The name of one of Google's models. */
    static String withoutPublisher(String name) {
        return OF_GOOGLE.matcher(name).replaceFirst("");
    }
}
