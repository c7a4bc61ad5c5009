package io.camelid.provider.vertexai.internal;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.provider.Setting;
import io.camelid.spi.provider.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a manifest says about a Vertex AI, with names that fit into a host and a path.
 *
 * @param project the Google Cloud project
 * @param location a region, {@code us}, {@code eu} or {@code global}
 * @param apiVersion the first segment of every path
 * @param publisher of models whose name does not tell
 * @param method what a Gemini model is asked to do
 */
record VertexSettings(String project, String location, String apiVersion, Optional<String> publisher, String method) {
    private static final String PROJECT = "projectId";
    private static final String LOCATION = "location";
    private static final String API_VERSION = "apiVersion";
    private static final String PUBLISHER = "publisher";
    private static final String MODEL_PATH = "modelPath";

    static final List<Setting> DECLARED = List.of(
            Setting.model(),
            Setting.text(PROJECT, "Google Cloud project that pays.").mandatory(),
            Setting.text(LOCATION, "Region that is asked, or `us`, `eu` or `global`.")
                    .alias("region")
                    .or("global"),
            Setting.text(API_VERSION, "Version of the API.").or("v1"),
            Setting.text(PUBLISHER, "`GOOGLE` or `ANTHROPIC`, for models whose name does not tell."),
            Setting.text(MODEL_PATH, "Method of Gemini models that is called.").or("generateContent"));

    /** Project ids may have a domain before them, {@code example.com:project}. */
    private static final Pattern PROJECT_ID = Pattern.compile("[a-z0-9][a-z0-9.:-]{0,127}");

    private static final Pattern LOCATION_NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("v[0-9][a-z0-9]{0,31}");
    private static final Pattern METHOD = Pattern.compile("[a-zA-Z]{1,64}");
    private static final Set<String> MULTI_REGIONS = Set.of("us", "eu");

    static VertexSettings of(Settings settings) throws LlmException {
        Optional<String> publisher = settings.text(PUBLISHER).map(name -> name.toLowerCase(Locale.ROOT));
        if (publisher.isPresent() && !Set.of("google", "anthropic").contains(publisher.get())) {
            throw refused(PUBLISHER + " must be GOOGLE or ANTHROPIC");
        }
        return new VertexSettings(
                checked(settings, PROJECT, "", PROJECT_ID),
                checked(settings, LOCATION, "global", LOCATION_NAME),
                checked(settings, API_VERSION, "v1", VERSION),
                publisher,
                checked(settings, MODEL_PATH, "generateContent", METHOD));
    }

    private static String checked(Settings settings, String name, String standard, Pattern pattern)
            throws LlmException {
        String value = settings.text(name).orElse(standard);
        if (!pattern.matcher(value).matches()) {
            throw refused(name + " \"" + value + "\" is not valid");
        }
        return value;
    }

    static LlmException refused(String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, "invalid_settings", message));
    }

    /**
     * The endpoint's host.
     *
     * @see <a href="https://cloud.google.com/vertex-ai/docs/reference/rest#service-endpoint">Google: service
     *     endpoints</a>
     */
    String host() {
        if (location.equals("global")) {
            return "aiplatform.googleapis.com";
        }
        return MULTI_REGIONS.contains(location)
                ? "aiplatform." + location + ".rep.googleapis.com"
                : location + "-aiplatform.googleapis.com";
    }

    /** What every path begins with. */
    String base() {
        return "/" + apiVersion + "/projects/" + project + "/locations/" + location;
    }
}
