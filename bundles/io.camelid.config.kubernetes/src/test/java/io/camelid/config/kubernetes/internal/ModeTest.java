package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModeTest {
    private static final Map<String, String> POD = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1");

    @Test
    void autoIsOnWhereThereAreCredentials() {
        Mode auto = Mode.of(" Auto ");
        assertFalse(auto.isOn(Map.of(), file -> true));
        assertTrue(auto.isOn(POD, file -> file.endsWith("token")));
        assertFalse(auto.isOn(POD, file -> false), "no token is mounted");
        Map<String, String> kubeconfig = Map.of("KUBECONFIG", "/a:/b");
        assertTrue(auto.isOn(kubeconfig, Path.of("/b")::equals));
        assertFalse(auto.isOn(kubeconfig, file -> false), "no such file");
    }

    @Test
    void onAndOffAreWhatTheySay() {
        assertTrue(Mode.of("on").isOn(Map.of(), file -> false));
        assertFalse(Mode.of("off").isOn(POD, file -> true));
        assertThrows(IllegalArgumentException.class, () -> Mode.of("sometimes"));
    }
}
