package io.camelid.config.kubernetes.internal;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Whether a cluster is a source of configuration. */
enum Mode {
    /** If there are credentials for one. */
    AUTO,
    ON,
    OFF;

    /** Where a pod has the token of its service account. */
    private static final Path TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    /**
     * @throws IllegalArgumentException when it is none of the three
     */
    static Mode of(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "", "auto" -> AUTO;
            case "on", "true" -> ON;
            case "off", "false" -> OFF;
            default -> throw new IllegalArgumentException("mode must be auto, on or off, not " + text);
        };
    }

    boolean isOn(Map<String, String> environment, Predicate<Path> isFile) {
        return this == ON
                || this == AUTO
                        && (isKubeconfig(environment.getOrDefault("KUBECONFIG", ""), isFile)
                                || !environment
                                                .getOrDefault("KUBERNETES_SERVICE_HOST", "")
                                                .isBlank()
                                        && isFile.test(TOKEN));
    }

    private static boolean isKubeconfig(String paths, Predicate<Path> isFile) {
        return Arrays.stream(paths.split(File.pathSeparator))
                .anyMatch(path -> !path.isBlank() && isFile.test(Path.of(path)));
    }
}
