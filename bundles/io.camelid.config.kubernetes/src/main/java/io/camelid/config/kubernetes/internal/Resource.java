package io.camelid.config.kubernetes.internal;

import io.camelid.config.ObjectKey;
import java.util.List;

/**
 * A kind of object as the API server names it.
 *
 * @param group API group; empty text is the core group
 * @param versions that we understand, the preferred one first; the first that is served is used
 * @param plural the name in paths
 */
record Resource(String group, List<String> versions, String kind, String plural, boolean namespaced) {
    private static final String GATEWAY_API = "gateway.networking.k8s.io";

    static final Resource GATEWAY_CLASS =
            new Resource(GATEWAY_API, List.of("v1"), "GatewayClass", "gatewayclasses", false);
    static final Resource GATEWAY = new Resource(GATEWAY_API, List.of("v1"), "Gateway", "gateways", true);
    static final Resource HTTP_ROUTE = new Resource(GATEWAY_API, List.of("v1"), "HTTPRoute", "httproutes", true);
    static final Resource REFERENCE_GRANT =
            new Resource(GATEWAY_API, List.of("v1", "v1beta1"), "ReferenceGrant", "referencegrants", true);
    static final Resource KGATEWAY_BACKEND =
            new Resource("gateway.kgateway.dev", List.of("v1alpha1"), "Backend", "backends", true);
    static final Resource AGENTGATEWAY_BACKEND =
            new Resource("agentgateway.dev", List.of("v1alpha1"), "AgentgatewayBackend", "agentgatewaybackends", true);
    static final Resource SERVICE = new Resource("", List.of("v1"), "Service", "services", true);
    static final Resource NAMESPACE = new Resource("", List.of("v1"), "Namespace", "namespaces", false);
    static final Resource SECRET = new Resource("", List.of("v1"), "Secret", "secrets", true);
    static final Resource CONFIG_MAP = new Resource("", List.of("v1"), "ConfigMap", "configmaps", true);

    /** What is watched as a whole. Of Secrets and ConfigMaps only those that something refers to are. */
    static final List<Resource> WATCHED = List.of(
            GATEWAY_CLASS,
            GATEWAY,
            HTTP_ROUTE,
            REFERENCE_GRANT,
            KGATEWAY_BACKEND,
            AGENTGATEWAY_BACKEND,
            SERVICE,
            NAMESPACE);

    /** What gets a status of ours. */
    static final List<Resource> REPORTED =
            List.of(GATEWAY_CLASS, GATEWAY, HTTP_ROUTE, KGATEWAY_BACKEND, AGENTGATEWAY_BACKEND);

    Resource {
        versions = List.copyOf(versions);
    }

    /**
     * The resource of an object that could have a status of ours.
     *
     * @throws java.util.NoSuchElementException if it could not
     */
    static Resource ofReported(ObjectKey key) {
        return REPORTED.stream()
                .filter(resource -> resource.isKindOf(key))
                .findFirst()
                .orElseThrow();
    }

    boolean isKindOf(ObjectKey key) {
        return key.group().equals(group) && key.kind().equals(kind);
    }

    String apiVersion(String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /**
     * The path of a collection.
     *
     * @param namespace empty text for all namespaces
     */
    String path(String version, String namespace) {
        return (group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version)
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/"
                + plural;
    }

    /** {@code <plural>.<group>}, as {@code kubectl} takes it and operators know it. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
