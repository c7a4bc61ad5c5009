package io.camelid.admin.internal.kube;

import static io.camelid.admin.internal.kube.Column.age;
import static io.camelid.admin.internal.kube.Column.condition;
import static io.camelid.admin.internal.kube.Column.text;
import static io.camelid.admin.internal.kube.Column.wide;
import static io.camelid.admin.internal.kube.Document.joined;
import static io.camelid.admin.internal.kube.Document.orNone;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types of the view, with the columns that their own definitions print. */
final class Resources {
    static final String GATEWAY_API = "gateway.networking.k8s.io";

    /** All of them at once: {@code kubectl get camelid -A}. */
    private static final String ALL = "camelid";

    /** Made of the namespaces that objects are in. */
    static final Resource NAMESPACES = new Resource(
            "",
            List.of("v1"),
            "namespaces",
            "namespace",
            "Namespace",
            false,
            List.of("ns"),
            List.of(),
            List.of(text("Status", "Phase.", document -> document.text("status", "phase")), age()));

    /** Nothing records events; the types are there because {@code kubectl describe} asks for them. */
    static final Resource EVENTS = events("", "v1");

    static final Resource NEW_EVENTS = events("events.k8s.io", "v1");

    static final List<Resource> TABLE = List.of(
            NAMESPACES,
            EVENTS,
            NEW_EVENTS,
            new Resource(
                    "",
                    List.of("v1"),
                    "secrets",
                    "secret",
                    "Secret",
                    true,
                    List.of(),
                    List.of(ALL),
                    List.of(
                            text("Type", "What it holds.", document -> document.text("type")),
                            new Column("Data", "string", "Number of keys.", false, document -> document.map("data")
                                    .size()),
                            age())),
            new Resource(
                    "",
                    List.of("v1"),
                    "services",
                    "service",
                    "Service",
                    true,
                    List.of("svc"),
                    List.of(ALL),
                    List.of(
                            text(
                                    "Type",
                                    "How it is exposed.",
                                    document -> orDefault(document.text("spec", "type"), "ClusterIP")),
                            text(
                                    "Cluster-IP",
                                    "Address in the cluster.",
                                    document -> orNone(document.text("spec", "clusterIP"))),
                            text(
                                    "External-IP",
                                    "Addresses outside.",
                                    document -> orNone(joined(document.list("spec", "externalIPs")))),
                            text("Port(s)", "Ports.", document -> orNone(ports(document))),
                            age(),
                            wide(
                                    "Selector",
                                    "Labels of its pods.",
                                    document -> orNone(pairs(document.map("spec", "selector")))))),
            gatewayApi(
                    "gatewayclasses",
                    "gatewayclass",
                    "GatewayClass",
                    false,
                    "gc",
                    List.of(
                            text(
                                    "Controller",
                                    "Who implements it.",
                                    document -> document.text("spec", "controllerName")),
                            condition("Accepted", "Accepted"),
                            age(),
                            wide("Description", "What it is for.", document -> document.text("spec", "description")))),
            gatewayApi(
                    "gateways",
                    "gateway",
                    "Gateway",
                    true,
                    "gtw",
                    List.of(
                            text("Class", "The GatewayClass.", document -> document.text("spec", "gatewayClassName")),
                            text("Address", "Where it listens.", Resources::addresses),
                            condition("Programmed", "Programmed"),
                            age())),
            gatewayApi(
                    "httproutes",
                    "httproute",
                    "HTTPRoute",
                    true,
                    null,
                    List.of(
                            text(
                                    "Hostnames",
                                    "Names it serves.",
                                    document -> quoted(document.list("spec", "hostnames"))),
                            age())),
            gatewayApi("referencegrants", "referencegrant", "ReferenceGrant", true, "refgrant", List.of(age())),
            new Resource(
                    "gateway.kgateway.dev",
                    List.of("v1alpha1"),
                    "backends",
                    "backend",
                    "Backend",
                    true,
                    List.of("be"),
                    List.of("kgateway", ALL),
                    BackendColumns.ALL),
            new Resource(
                    "agentgateway.dev",
                    List.of("v1alpha1"),
                    "agentgatewaybackends",
                    "agentgatewaybackend",
                    "AgentgatewayBackend",
                    true,
                    List.of("agbe"),
                    List.of("agentgateway", ALL),
                    BackendColumns.ALL),
            new Resource(
                    "external-secrets.io",
                    List.of("v1", "v1beta1"),
                    "externalsecrets",
                    "externalsecret",
                    "ExternalSecret",
                    true,
                    List.of("es"),
                    List.of("external-secrets", ALL),
                    List.of(
                            text(
                                    "StoreType",
                                    "Kind of the store.",
                                    document -> document.text("spec", "secretStoreRef", "kind")),
                            text("Store", "The store.", document -> document.text("spec", "secretStoreRef", "name")),
                            text(
                                    "Refresh Interval",
                                    "How often it is read.",
                                    document -> document.text("spec", "refreshInterval")),
                            text("Status", "What became of it.", document -> document.condition("Ready", "reason")),
                            condition("Ready", "Ready"))));

    private Resources() {}

    static Optional<Resource> find(String group, String version, String plural) {
        return TABLE.stream()
                .filter(type -> type.group().equals(group)
                        && type.versions().contains(version)
                        && type.plural().equals(plural))
                .findFirst();
    }

    private static Resource events(String group, String version) {
        return new Resource(
                group, List.of(version), "events", "event", "Event", true, List.of("ev"), List.of(), List.of(age()));
    }

    private static Resource gatewayApi(
            String plural, String singular, String kind, boolean namespaced, String shortName, List<Column> columns) {
        return new Resource(
                GATEWAY_API,
                List.of("v1", "v1beta1"),
                plural,
                singular,
                kind,
                namespaced,
                shortName == null ? List.of() : List.of(shortName),
                List.of("gateway-api", ALL),
                columns);
    }

    private static String addresses(Document document) {
        return joined(document.list("status", "addresses").stream()
                .map(address -> address instanceof Map<?, ?> map ? map.get("value") : address)
                .toList());
    }

    private static String ports(Document document) {
        return joined(document.list("spec", "ports").stream()
                .map(port -> port instanceof Map<?, ?> map
                        ? map.get("port") + "/" + (map.get("protocol") == null ? "TCP" : map.get("protocol"))
                        : port)
                .toList());
    }

    private static String pairs(Map<?, ?> map) {
        return joined(map.entrySet());
    }

    /** As a JSON list, which is how a custom resource's list column is printed. */
    private static String quoted(Collection<?> values) {
        return values.isEmpty()
                ? ""
                : "["
                        + joined(values.stream()
                                .map(value -> '"' + String.valueOf(value) + '"')
                                .toList()) + "]";
    }

    private static String orDefault(String text, String standard) {
        return text.isEmpty() ? standard : text;
    }
}
