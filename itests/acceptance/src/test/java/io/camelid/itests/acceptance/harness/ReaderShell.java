package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the shell blocks of documents as they stand, with the real curl and, where there is one, the real kubectl.
 * What differs from a reader's machine is around them: curl's own configuration sends every host to the
 * gateway, kubectl is told of the admin listener, and {@code jq} lets everything through.
 */
public final class ReaderShell {
    /** The host by which readers know their gateway. */
    public static final String GATEWAY = "gateway.test";

    private static final Pattern STATUS = Pattern.compile("(?m)^=== (\\d{3})$");

    /** An answer that curl printed. */
    public record Answer(int status, String body) {}

    private final String prelude;
    private final Map<String, String> environment;

    /** @param gateway where all requests go, kubectl's too */
    public ReaderShell(Gateway gateway) throws IOException {
        this(
                gateway.folder(),
                gateway.port(),
                Kubectl.find()
                        .map(program -> program + " --server " + gateway.admin().uri("") + " \"$@\"")
                        .orElse("echo " + GATEWAY));
    }

    /**
     * A shell with a cluster.
     *
     * @param folder for its own files
     * @param port where all of curl's requests go
     * @param kubectl what runs when kubectl is called with {@code "$@"}
     */
    public ReaderShell(Path folder, int port, String kubectl) throws IOException {
        Files.write(
                folder.resolve(".curlrc"),
                List.of(
                        "silent",
                        "show-error",
                        "max-time = 20",
                        "connect-to = \"::127.0.0.1:" + port + "\"",
                        "write-out = \"\\n=== %{http_code}\\n\""));
        prelude = "kubectl() { " + kubectl + "; }\njq() { cat; }\ngateway_address=" + GATEWAY + "\n";
        environment = Map.of(
                "CURL_HOME", folder.toString(),
                "HOME", folder.toString(),
                "KUBECONFIG", folder.resolve("no-kubeconfig").toString());
    }

    public static boolean hasKubectl() {
        return Kubectl.find().isPresent();
    }

    /** What a block prints. */
    public String run(String block) {
        return Command.of("sh", "-ec", prelude + block)
                .with(environment)
                .run()
                .orThrow()
                .out();
    }

    /** What the curls in a block print, in their order. */
    public List<Answer> curl(String block) {
        String printed = run(block);
        List<Answer> answers = new ArrayList<>();
        int begin = 0;
        for (Matcher status = STATUS.matcher(printed); status.find(); begin = status.end()) {
            answers.add(new Answer(
                    Integer.parseInt(status.group(1)),
                    printed.substring(begin, status.start()).strip()));
        }
        return answers;
    }
}
