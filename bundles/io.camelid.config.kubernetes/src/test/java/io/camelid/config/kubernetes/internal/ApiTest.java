package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
    private final FakeApiServer server;

    @TempDir
    Path directory;

    ApiTest() throws IOException {
        server = new FakeApiServer().serveEverything();
    }

    @AfterEach
    void stop() {
        server.close();
        Settings.ALL.forEach(System::clearProperty);
    }

    /** Where fabric8 looks for a service account. */
    private static final class Settings {
        static final String MASTER = "kubernetes.master";
        static final String KUBECONFIG = "kubernetes.auth.tryKubeConfig";
        static final String TOKEN = "kubernetes.auth.serviceAccount.token";
        static final List<String> ALL = List.of(MASTER, KUBECONFIG, TOKEN);
    }

    @Test
    void aTokenThatHasEndedIsReadAnew() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "first");
        System.setProperty(Settings.MASTER, server.url());
        System.setProperty(Settings.KUBECONFIG, "false");
        System.setProperty(Settings.TOKEN, token.toString());
        server.expectToken("first");
        try (Api api = Api.connect()) {
            api.get("/api/v1/secrets?limit=1").join();
            server.expectToken("second");
            Files.writeString(token, "second");
            api.get("/api/v1/secrets?limit=1").join();
        }
    }

    @Test
    void aRefusalTellsWhatTheServerSays() {
        server.refuse(Resource.SECRET, 403);
        try (Api api = server.api()) {
            ApiException refusal =
                    ApiException.of(assertThrows(CompletionException.class, () -> api.get("/api/v1/secrets?limit=1")
                            .join()));
            assertEquals(403, refusal.code());
            assertEquals("secrets is forbidden: User \"camelid\" cannot GET", refusal.getMessage());
        }
    }

    @Test
    void anObjectIsCreatedAndChanged() {
        try (Api api = server.api()) {
            Map<String, Object> lease =
                    Map.of("metadata", Map.of("name", "one", "namespace", "ai"), "spec", Map.of("a", 1));
            String path = "/apis/coordination.k8s.io/v1/namespaces/ai/leases";
            api.post(path, lease).join();
            api.put(path + "/one", Map.of("metadata", Map.of("name", "one"), "spec", Map.of("a", 2)))
                    .join();
            assertEquals(Map.of("a", 2L), api.get(path + "/one").join().get("spec"));
        }
    }
}
