package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs the seeds' shell blocks as they stand, with the real curl. What differs from a reader's machine is
 * around them: curl's own configuration sends every host to the gateway, and {@code kubectl} and {@code jq}
 * are stand-ins.
 */
public final class SeedShell {
    private static final String STAND_INS =
            """
            kubectl() { echo gateway.test; }
            jq() { cat; }
            gateway_address=gateway.test
            """;

    private final Path folder;

    /** @param gateway where all requests go */
    public SeedShell(Gateway gateway) throws IOException {
        folder = gateway.folder();
        Files.write(
                folder.resolve(".curlrc"),
                List.of(
                        "silent",
                        "show-error",
                        "max-time = 20",
                        "connect-to = \"::127.0.0.1:" + gateway.port() + "\"",
                        "write-out = \"\\n%{http_code}\\n\""));
    }

    /** What a block prints: for each curl the body, and on a line of its own the status. */
    public List<String> run(String block) {
        Command.Result result = Command.of("sh", "-c", STAND_INS + block)
                .with(Map.of("CURL_HOME", folder.toString()))
                .run()
                .orThrow();
        return result.out().lines().filter(line -> !line.isBlank()).toList();
    }
}
