package io.camelid.admin.internal.kube;

import java.util.List;
import java.util.Optional;

/** The types of the view. */
final class Resources {
    /** All that is configured: {@code kubectl get camelid -A}. */
    private static final String ALL = "camelid";

    private static final List<String> NO_NAMES = List.of();

    /** Made of the namespaces that objects are in. */
    static final Resource NAMESPACES = core("namespaces", "Namespace", false, List.of("ns"), NO_NAMES, Columns.PHASE);

    /** The gateway's own process, which {@code kubectl logs} looks for in any namespace. */
    static final Resource PODS = core("pods", "Pod", true, List.of("po"), NO_NAMES, Columns.PHASE);

    /** Nothing records events; the types are there because {@code kubectl describe} asks for them. */
    static final Resource EVENTS = core("events", "Event", true, List.of("ev"), NO_NAMES, Columns.AGE);

    static final Resource NEW_EVENTS =
            new Resource("events.k8s.io", List.of("v1"), "events", "Event", true, List.of("ev"), NO_NAMES, Columns.AGE);

    static final List<Resource> TABLE = List.of(
            NAMESPACES,
            PODS,
            EVENTS,
            NEW_EVENTS,
            core("secrets", "Secret", true, NO_NAMES, List.of(ALL), Columns.SECRET),
            core("services", "Service", true, List.of("svc"), List.of(ALL), Columns.SERVICE),
            gatewayApi("gatewayclasses", "GatewayClass", false, List.of("gc"), Columns.GATEWAY_CLASS),
            gatewayApi("gateways", "Gateway", true, List.of("gtw"), Columns.GATEWAY),
            gatewayApi("httproutes", "HTTPRoute", true, NO_NAMES, Columns.HTTP_ROUTE),
            gatewayApi("referencegrants", "ReferenceGrant", true, List.of("refgrant"), Columns.AGE),
            new Resource(
                    "gateway.kgateway.dev",
                    List.of("v1alpha1"),
                    "backends",
                    "Backend",
                    true,
                    List.of("be"),
                    List.of("kgateway", ALL),
                    BackendColumns.ALL),
            new Resource(
                    "agentgateway.dev",
                    List.of("v1alpha1"),
                    "agentgatewaybackends",
                    "AgentgatewayBackend",
                    true,
                    List.of("agbe"),
                    List.of("agentgateway", ALL),
                    BackendColumns.ALL),
            new Resource(
                    "external-secrets.io",
                    List.of("v1", "v1beta1"),
                    "externalsecrets",
                    "ExternalSecret",
                    true,
                    List.of("es"),
                    List.of("external-secrets", ALL),
                    Columns.EXTERNAL_SECRET));

    private Resources() {}

    static Optional<Resource> find(String group, String version, String plural) {
        return TABLE.stream()
                .filter(type -> type.group().equals(group)
                        && type.versions().contains(version)
                        && type.plural().equals(plural))
                .findFirst();
    }

    private static Resource core(
            String plural,
            String kind,
            boolean namespaced,
            List<String> shortNames,
            List<String> categories,
            List<Column> columns) {
        return new Resource("", List.of("v1"), plural, kind, namespaced, shortNames, categories, columns);
    }

    private static Resource gatewayApi(
            String plural, String kind, boolean namespaced, List<String> shortNames, List<Column> columns) {
        return new Resource(
                "gateway.networking.k8s.io",
                List.of("v1", "v1beta1"),
                plural,
                kind,
                namespaced,
                shortNames,
                List.of("gateway-api", ALL),
                columns);
    }
}
