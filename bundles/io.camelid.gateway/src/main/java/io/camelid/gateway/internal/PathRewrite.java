package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Filter;

/** Path changes of the Gateway API's URLRewrite and RequestRedirect. */
final class PathRewrite {
    private PathRewrite() {}

    /**
     * The path after a path filter; never empty.
     *
     * @param prefix the prefix that matched, without a trailing slash
     */
    static String apply(Filter filter, String path, String prefix) {
        if (filter instanceof Filter.ReplaceFullPath full) {
            return orRoot(withoutTrailingSlash(full.path()));
        }
        if (filter instanceof Filter.ReplacePrefix replace) {
            String rest = path.substring(Math.min(prefix.length(), path.length()));
            return orRoot(withoutTrailingSlash(replace.replacement()) + rest);
        }
        return path;
    }

    private static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String orRoot(String path) {
        return path.isEmpty() ? "/" : path;
    }
}
