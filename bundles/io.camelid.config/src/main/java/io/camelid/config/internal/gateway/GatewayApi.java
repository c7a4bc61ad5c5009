package io.camelid.config.internal.gateway;

import io.camelid.config.ObjectKey;

/** Names of the Gateway API. */
public final class GatewayApi {
    public static final String GROUP = "gateway.networking.k8s.io";
    public static final String VERSION = GROUP + "/v1";
    public static final String GATEWAY = "Gateway";
    public static final String GATEWAY_CLASS = "GatewayClass";
    public static final String HTTP_ROUTE = "HTTPRoute";
    public static final String REFERENCE_GRANT = "ReferenceGrant";
    /** What this gateway calls itself in status. */
    public static final String CONTROLLER = "camelid.io/gateway-controller";
    /** The class of gateways that are implied. */
    public static final String CLASS = "camelid";

    private GatewayApi() {}

    static ObjectKey gateway(String namespace, String name) {
        return new ObjectKey(GROUP, GATEWAY, namespace, name);
    }
}
