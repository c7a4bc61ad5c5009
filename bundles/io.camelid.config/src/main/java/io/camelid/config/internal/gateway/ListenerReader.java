package io.camelid.config.internal.gateway;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.backend.Secrets;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads {@code spec.listeners} of a Gateway. */
final class ListenerReader {
    /** As many as the custom resource definition allows. */
    private static final int MOST = 64;

    private final Map<ObjectKey, KubernetesObject> objects;

    ListenerReader(Map<ObjectKey, KubernetesObject> objects) {
        this.objects = objects;
    }

    List<ListenerSpec> read(KubernetesObject gateway, Findings findings) {
        Fields spec = Fields.of(gateway.content().get("spec"), "spec", findings);
        spec.accept(List.of("gatewayClassName", "infrastructure", "listeners"));
        spec.withoutEffect("addresses", "allowedListeners", "backendTLS");
        ClientValidation validation = ClientValidation.read(spec.objectOrNone("tls"));
        spec.warnOfUnread();
        List<ListenerSpec> listeners = new ArrayList<>();
        int index = 0;
        for (Object item : spec.value("listeners").orElse(List.of()) instanceof List<?> list ? list : List.of()) {
            String path = "spec.listeners[" + index++ + "]";
            listeners.add(listener(gateway.key(), item, path, validation));
        }
        if (listeners.isEmpty()) {
            findings.refuse("spec.listeners", "must have at least 1 item");
        } else if (listeners.size() > MOST) {
            findings.refuse("spec.listeners", "must have at most " + MOST + " items");
        }
        return listeners;
    }

    private ListenerSpec listener(ObjectKey gateway, Object item, String path, ClientValidation validation) {
        Findings own = new Findings();
        Fields listener = Fields.of(item, path, own);
        String name = listener.requiredText("name");
        int port = listener.integer("port", 1, 65535).orElse(0);
        if (!listener.has("port")) {
            listener.refuse("port", "is required");
        }
        String protocol = protocol(listener.requiredText("protocol"));
        if (protocol.equals(ListenerSpec.HTTPS) && validation.isOn(port)) {
            own.refuse("spec.tls.frontend", "client certificates cannot be validated by this version");
        }
        Optional<String> hostname =
                listener.text("hostname").flatMap(text -> Hostnames.checked(listener, "hostname", text));
        List<ObjectKey> certificates = certificates(listener, gateway, protocol);
        Fields allowed = listener.objectOrNone("allowedRoutes");
        Predicate<String> admits =
                NamespaceSelector.read(allowed.objectOrNone("namespaces"), gateway.namespace(), objects);
        List<String> unknownKinds = new ArrayList<>();
        boolean takesHttpRoutes = kinds(allowed, unknownKinds);
        allowed.warnOfUnread();
        listener.warnOfUnread();
        return new ListenerSpec(
                name, port, protocol, hostname, certificates, admits, unknownKinds, takesHttpRoutes, own);
    }

    /** Core protocols are written in capitals or not. */
    private static String protocol(String text) {
        return List.of(ListenerSpec.HTTP, ListenerSpec.HTTPS).stream()
                .filter(text::equalsIgnoreCase)
                .findFirst()
                .orElse(text);
    }

    private static List<ObjectKey> certificates(Fields listener, ObjectKey gateway, String protocol) {
        Optional<Fields> tls = listener.object("tls");
        if (protocol.equals(ListenerSpec.HTTP) && tls.isPresent()) {
            listener.refuse("tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']");
        }
        List<ObjectKey> certificates = new ArrayList<>();
        tls.ifPresent(fields -> {
            String mode =
                    fields.choice("mode", List.of("Terminate", "Passthrough")).orElse("Terminate");
            if (protocol.equals(ListenerSpec.HTTPS) && !mode.equals("Terminate")) {
                fields.refuse("mode", "must be Terminate for protocol HTTPS");
            }
            for (Fields reference : fields.objects("certificateRefs")) {
                certificates.add(new ObjectKey(
                        reference.text("group").orElse(""),
                        reference.text("kind").orElse(Secrets.SECRET),
                        reference.text("namespace").orElse(gateway.namespace()),
                        reference.requiredText("name")));
                reference.warnOfUnread();
            }
            fields.withoutEffect("options");
            fields.unsupported("frontendValidation");
            fields.warnOfUnread();
        });
        if (protocol.equals(ListenerSpec.HTTPS) && certificates.isEmpty()) {
            listener.refuse("tls", "certificateRefs must be specified for protocol HTTPS");
        }
        return certificates;
    }

    /** Whether the listener takes HTTPRoutes; other kinds that it names are added to the list. */
    private static boolean kinds(Fields allowed, List<String> unknown) {
        List<Fields> kinds = allowed.objects("kinds");
        boolean takesHttpRoutes = kinds.isEmpty();
        for (Fields kind : kinds) {
            String group = kind.text("group").orElse(GatewayApi.GROUP);
            String name = kind.requiredText("kind");
            if (group.equals(GatewayApi.GROUP) && name.equals(GatewayApi.HTTP_ROUTE)) {
                takesHttpRoutes = true;
            } else {
                unknown.add(group + "/" + name);
            }
            kind.warnOfUnread();
        }
        return takesHttpRoutes;
    }
}
