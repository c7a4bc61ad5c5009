package io.camelid.config.internal.gateway;

import io.camelid.config.internal.read.Fields;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code spec.tls} of a Gateway: on which ports clients would have to show a certificate. To serve them without it would
 * let in whom the Gateway's author keeps out.
 *
 * @param byDefault on ports that are not named
 * @param byPort on those that are
 */
record ClientValidation(boolean byDefault, Map<Integer, Boolean> byPort) {
    private static final String VALIDATION = "validation";

    static ClientValidation read(Fields tls) {
        tls.withoutEffect("backend");
        Fields frontend = tls.objectOrNone("frontend");
        tls.warnOfUnread();
        Map<Integer, Boolean> byPort = new HashMap<>();
        for (Fields port : frontend.objects("perPort")) {
            boolean validates = port.objectOrNone("tls").has(VALIDATION);
            port.integer("port", 1, 65535).ifPresent(number -> byPort.put(number, validates));
            port.warnOfUnread();
        }
        boolean byDefault = frontend.objectOrNone("default").has(VALIDATION);
        frontend.warnOfUnread();
        return new ClientValidation(byDefault, byPort);
    }

    boolean isOn(int port) {
        return byPort.getOrDefault(port, byDefault);
    }
}
