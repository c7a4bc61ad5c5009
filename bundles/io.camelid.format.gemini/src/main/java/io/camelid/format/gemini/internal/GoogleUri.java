package io.camelid.format.gemini.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Places that Google's APIs fetch files from. */
final class GoogleUri {
    private static final Set<String> YOUTUBE = Set.of("www.youtube.com", "youtube.com", "m.youtube.com", "youtu.be");
    private static final String FILES_API = "generativelanguage.googleapis.com";

    private GoogleUri() {}

    /** Cloud Storage, the Gemini API's own Files API, or YouTube. */
    static boolean isFetched(String uri) {
        return uri.startsWith("gs://") || FILES_API.equals(httpsHost(uri)) || isYouTube(uri);
    }

    static boolean isYouTube(String uri) {
        return YOUTUBE.contains(httpsHost(uri));
    }

    private static String httpsHost(String uri) {
        try {
            URI parsed = new URI(uri);
            return "https".equalsIgnoreCase(parsed.getScheme()) && parsed.getHost() != null ? parsed.getHost() : "";
        } catch (URISyntaxException noUri) {
            return "";
        }
    }
}
