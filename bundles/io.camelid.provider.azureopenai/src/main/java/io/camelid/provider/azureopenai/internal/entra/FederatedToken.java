package io.camelid.provider.azureopenai.internal.entra;

import io.camelid.spi.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A token of the Kubernetes cluster, which the kubelet renews in a file; read anew for every use. */
record FederatedToken(String file) implements EntraApplication.Proof {
    private static final int LARGEST = 64 * 1024;

    @Override
    public Map<String, Secret> parameters() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            String token = new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8).strip();
            return Map.of(
                    "client_assertion_type",
                    Secret.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                    "client_assertion",
                    Secret.of(token));
        }
    }
}
