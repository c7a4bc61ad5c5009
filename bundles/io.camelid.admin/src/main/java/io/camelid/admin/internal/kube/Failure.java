package io.camelid.admin.internal.kube;

import java.util.LinkedHashMap;
import java.util.Map;

/** An answer other than what was asked for, as the Kubernetes API's {@code Status}. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    Failure(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    static Failure notFound(Resource type, String name) {
        return new Failure(404, "NotFound", type.qualifiedName() + " \"" + name + "\" not found");
    }

    static Failure noSuchPath() {
        return new Failure(404, "NotFound", "the server could not find the requested resource");
    }

    static Failure badRequest(String message) {
        return new Failure(400, "BadRequest", message);
    }

    static Failure readOnly() {
        return new Failure(
                405, "MethodNotAllowed", "this view is read-only: change the manifests that the gateway reads");
    }

    int status() {
        return status;
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", "Status");
        document.put("apiVersion", "v1");
        document.put("metadata", Map.of());
        document.put("status", "Failure");
        document.put("message", getMessage());
        document.put("reason", reason);
        document.put("code", status);
        return document;
    }
}
