package io.camelid.config.kubernetes.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an operator may choose.
 *
 * @param namespaces none for all
 * @param podNamespace if not said, the credentials tell
 * @param podName tells the replicas apart
 */
record Options(Set<String> gatewayClasses, Set<String> namespaces, Optional<String> podNamespace, String podName) {
    static Options of(KubernetesSource.Settings settings) {
        return new Options(
                names(settings.gatewayClasses()),
                names(settings.namespaces()),
                Optional.of(settings.podNamespace().strip()).filter(name -> !name.isEmpty()),
                settings.podName().isBlank() ? host() : settings.podName().strip());
    }

    private static Set<String> names(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A pod's host name is its own; elsewhere several gateways may share one. */
    private static String host() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            name = "camelid";
        }
        return name + "_" + ProcessHandle.current().pid();
    }
}
