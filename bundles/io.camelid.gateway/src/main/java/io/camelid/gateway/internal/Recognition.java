package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.Format;
import java.util.Optional;

/**
 * What a request to providers asks for, told by its path.
 *
 * @param type what to do with it
 * @param path the path as the API's own, the route's prefix cut off
 * @param named whether the path names the API; else the API was guessed
 */
record Recognition(RouteType type, String path, boolean named) {
    private static final String PASSTHROUGH = "Passthrough";
    private static final String DETECT = "Detect";

    /**
     * Recognises a request.
     *
     * @param path after the rule's rewrites
     * @param prefix the path prefix by which the rule fitted and which is still on the path; empty text
     *     when there is none or a rewrite has dealt with it
     */
    static Recognition of(
            FormatTable formats, Backend.Llm backend, String method, Headers headers, String path, String prefix)
            throws LlmException {
        // Clients put a base URL such as /anthropic before the API's own path and expect it gone at the provider.
        String own = prefix.isEmpty() ? path : formats.withoutPrefix(path, prefix);
        Optional<String> declared = Backend.routeType(backend.routes(), own);
        if (declared.isPresent()) {
            return declared(formats, backend, declared.get(), path, own);
        }
        Optional<Format> named = formats.byRequest(method, own, headers);
        if (named.isPresent()) {
            return new Recognition(new RouteType.Spoken(named.get()), own, true);
        }
        Optional<Format> chat = formats.byId(FormatId.COMPLETIONS);
        if (chat.isPresent() && method.equals("POST") && isBare(path, prefix)) {
            return new Recognition(new RouteType.Spoken(chat.get()), path, false);
        }
        return new Recognition(RouteType.OPAQUE, path, true);
    }

    private static Recognition declared(
            FormatTable formats, Backend.Llm backend, String routeType, String path, String own) throws LlmException {
        if (routeType.equalsIgnoreCase(PASSTHROUGH) || routeType.equalsIgnoreCase(DETECT)) {
            return new Recognition(RouteType.OPAQUE, path, true);
        }
        Format format = formats.byRouteType(routeType)
                .orElseThrow(() -> new LlmException(LlmError.of(
                        ErrorKind.UNAVAILABLE,
                        "format_not_installed",
                        backend.key() + " routes " + Shown.text(own) + " as " + routeType
                                + ", and no such format is installed")));
        boolean named = formats.byPath(own).filter(format::equals).isPresent();
        return new Recognition(new RouteType.Spoken(format), own, named);
    }

    /** A POST to the route itself: the path names no API at all. */
    private static boolean isBare(String path, String prefix) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.equals(prefix);
    }
}
