package io.camelid.shell.internal.manifest;

import io.camelid.config.ObjectStatus;
import java.util.List;

/**
 * What the status of a Gateway says.
 *
 * @param listeners one each, in the order of the manifest
 */
public record GatewayStatus(List<ListenerStatus> listeners) {
    /**
     * What it says about a listener.
     *
     * @param attachedRoutes how many routes it serves
     * @param programmed whether it takes requests
     * @param problem what is wrong with it; empty text when nothing is
     */
    public record ListenerStatus(String name, long attachedRoutes, boolean programmed, String problem) {
        private static ListenerStatus of(Node listener) {
            List<Node> conditions = listener.get("conditions").items();
            return new ListenerStatus(
                    listener.get("name").text().orElse(""),
                    listener.get("attachedRoutes").value() instanceof Number routes ? routes.longValue() : 0,
                    conditions.stream()
                            .anyMatch(condition ->
                                    is(condition, "type", "Programmed") && is(condition, "status", "True")),
                    conditions.stream()
                            .filter(ListenerStatus::isWrong)
                            .flatMap(condition -> condition.get("message").text().stream())
                            .findFirst()
                            .orElse(""));
        }

        // Conflicted is the one condition of a listener that is good when it is false.
        private static boolean isWrong(Node condition) {
            return is(condition, "status", is(condition, "type", "Conflicted") ? "True" : "False");
        }

        private static boolean is(Node condition, String member, String value) {
            return condition.get(member).text().filter(value::equals).isPresent();
        }
    }

    public static GatewayStatus of(ObjectStatus status) {
        return new GatewayStatus(new Node(status.status())
                .get("listeners").items().stream().map(ListenerStatus::of).toList());
    }

    /** The status of a listener; one that is not programmed when the Gateway has none of that name. */
    public ListenerStatus listener(String name) {
        return listeners.stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst()
                .orElse(new ListenerStatus(name, 0, false, ""));
    }
}
