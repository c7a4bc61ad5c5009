package io.camelid.config.kubernetes.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What one list and watch covers.
 *
 * @param namespace empty text for all
 * @param name of the one object that is meant; empty text for all
 */
record Scope(Resource resource, String namespace, String name) {
    /** Keeps the answer to one list small, whatever there is. */
    private static final int PAGE = 500;

    static Scope all(Resource resource, String namespace) {
        return new Scope(resource, resource.namespaced() ? namespace : "", "");
    }

    /**
     * @param token where to go on; empty text for the first page
     */
    String list(String version, String token) {
        return path(version) + "limit=" + PAGE + (token.isEmpty() ? "" : "&continue=" + encoded(token));
    }

    /**
     * @param since the resourceVersion from which on changes are told
     * @param seconds after which the server ends the watch
     */
    String watch(String version, String since, int seconds) {
        return path(version) + "watch=true&allowWatchBookmarks=true&timeoutSeconds=" + seconds + "&resourceVersion="
                + encoded(since);
    }

    private String path(String version) {
        return resource.path(version, namespace)
                + "?"
                + (name.isEmpty() ? "" : "fieldSelector=" + encoded("metadata.name=" + name) + "&");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return resource
                + (name.isEmpty() ? "" : " " + name)
                + (namespace.isEmpty() ? "" : " in namespace " + namespace);
    }
}
