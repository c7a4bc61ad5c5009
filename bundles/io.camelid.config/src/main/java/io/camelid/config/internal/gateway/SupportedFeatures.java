package io.camelid.config.internal.gateway;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What of the Gateway API works, by the names that its conformance tests have for it. */
public final class SupportedFeatures {
    private static final List<String> NAMES = List.of(
            "Gateway",
            "GatewayHTTPListenerIsolation",
            "GatewayPort8080",
            "HTTPRoute",
            "HTTPRoute303RedirectStatusCode",
            "HTTPRoute307RedirectStatusCode",
            "HTTPRoute308RedirectStatusCode",
            "HTTPRouteBackendRequestHeaderModification",
            "HTTPRouteBackendTimeout",
            "HTTPRouteCORS",
            "HTTPRouteDestinationPortMatching",
            "HTTPRouteHostRewrite",
            "HTTPRouteMethodMatching",
            "HTTPRouteNamedRouteRule",
            "HTTPRouteParentRefPort",
            "HTTPRoutePathRedirect",
            "HTTPRoutePathRewrite",
            "HTTPRoutePortRedirect",
            "HTTPRouteQueryParamMatching",
            "HTTPRouteRequestMirror",
            "HTTPRouteRequestMultipleMirrors",
            "HTTPRouteRequestPercentageMirror",
            "HTTPRouteRequestTimeout",
            "HTTPRouteResponseHeaderModification",
            "HTTPRouteSchemeRedirect",
            "ReferenceGrant");

    private SupportedFeatures() {}

    /** As {@code GatewayClass.status.supportedFeatures} has them: in ascending order. */
    public static List<Map<String, Object>> shown() {
        Stream<Map<String, Object>> features = NAMES.stream().sorted().map(name -> Map.of("name", name));
        return features.toList();
    }
}
