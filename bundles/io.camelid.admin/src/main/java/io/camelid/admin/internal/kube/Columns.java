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

/** The columns of each type besides the name, as its own definition prints them. */
final class Columns {
    static final List<Column> AGE = List.of(age());

    static final List<Column> PHASE =
            List.of(text("Status", "Phase.", document -> document.text("status", "phase")), age());

    static final List<Column> SECRET = List.of(
            text("Type", "What it holds.", document -> document.text("type")),
            text("Data", "Number of keys.", document -> document.map("data").size()),
            age());

    static final List<Column> SERVICE = List.of(
            text("Type", "How it is exposed.", Columns::serviceType),
            text("Cluster-IP", "Address in the cluster.", document -> orNone(document.text("spec", "clusterIP"))),
            text("External-IP", "Addresses outside.", document -> orNone(joined(document.list("spec", "externalIPs")))),
            text("Port(s)", "Ports.", document -> orNone(ports(document))),
            age(),
            wide("Selector", "Labels of its pods.", document -> orNone(pairs(document.map("spec", "selector")))));

    static final List<Column> GATEWAY_CLASS = List.of(
            text("Controller", "Who implements it.", document -> document.text("spec", "controllerName")),
            condition("Accepted"),
            age(),
            wide("Description", "What it is for.", document -> document.text("spec", "description")));

    static final List<Column> GATEWAY = List.of(
            text("Class", "The GatewayClass.", document -> document.text("spec", "gatewayClassName")),
            text("Address", "Where it listens.", Columns::addresses),
            condition("Programmed"),
            age());

    static final List<Column> HTTP_ROUTE = List.of(
            text("Hostnames", "Names it serves.", document -> quoted(document.list("spec", "hostnames"))), age());

    static final List<Column> EXTERNAL_SECRET = List.of(
            text("StoreType", "Kind of the store.", document -> document.text("spec", "secretStoreRef", "kind")),
            text("Store", "The store.", document -> document.text("spec", "secretStoreRef", "name")),
            text("Refresh Interval", "How often it is read.", document -> document.text("spec", "refreshInterval")),
            text("Status", "What became of it.", document -> document.condition("Ready", "reason")),
            condition("Ready"));

    private Columns() {}

    private static String serviceType(Document document) {
        String type = document.text("spec", "type");
        return type.isEmpty() ? "ClusterIP" : type;
    }

    private static String addresses(Document document) {
        return joined(document.list("status", "addresses").stream()
                .map(address -> address instanceof Map<?, ?> map ? map.get("value") : address)
                .toList());
    }

    private static String ports(Document document) {
        return joined(document.list("spec", "ports").stream()
                .map(port -> port instanceof Map<?, ?> map ? port(map) : port)
                .toList());
    }

    private static String port(Map<?, ?> port) {
        return port.get("port") + "/" + (port.get("protocol") == null ? "TCP" : port.get("protocol"));
    }

    private static String pairs(Map<?, ?> map) {
        return joined(map.entrySet());
    }

    /** As a JSON list, which is how a custom resource's list column is printed. */
    private static String quoted(Collection<?> values) {
        return values.isEmpty()
                ? ""
                : "[" + joined(values.stream().map(value -> "\"" + value + "\"").toList()) + "]";
    }
}
