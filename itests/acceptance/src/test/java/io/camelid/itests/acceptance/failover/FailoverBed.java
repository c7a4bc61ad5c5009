package io.camelid.itests.acceptance.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.CertificateAuthority;
import io.camelid.itests.acceptance.harness.Gateway;
import io.camelid.itests.acceptance.harness.Markdown;
import io.camelid.itests.acceptance.harness.Ports;
import io.camelid.itests.acceptance.harness.Testbed;
import io.camelid.testkit.upstream.FakeAnthropic;
import io.camelid.testkit.upstream.FakeOpenAi;
import io.camelid.testkit.upstream.FakeUpstream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A gateway before vendors that fail as they are asked to. Each case gets the document's Backend under a name of its own,
 * so that none finds providers that another has made to be avoided.
 */
final class FailoverBed implements AutoCloseable {
    static final String NAMESPACE = "ai-system";
    static final String OPENAI_KEY = "sk-key-for-openai";
    static final String ANTHROPIC_KEY = "sk-ant-key-for-anthropic";

    /** Between the signs of life of who has nothing else to say. */
    static final Duration BEAT = Duration.ofMillis(50);

    private static final String NAME = "llm-failover";
    private static final int TLS = 443;
    /** Out of what {@link Ports#addressFor} looks for: nobody listens there. */
    private static final InetAddress NOBODY = address(250);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Testbed bed;
    private final String section;
    private final List<Closeable> servers = new ArrayList<>();
    private Gateway gateway;

    /** @param folder the gateway's */
    FailoverBed(String folder) throws Exception {
        Markdown document = Markdown.seed("llm-providers-configuration.md");
        section = document.section("Model Failover").manifest();
        bed = Testbed.named(folder);
        bed.store("openai-credentials", "OPENAI_API_KEY", OPENAI_KEY);
        bed.store("anthropic-credentials", "ANTHROPIC_API_KEY", ANTHROPIC_KEY);
        bed.setup().manifest("document.yaml", document.manifests());
        bed.vendor("api.openai.com", new FaultyVendor(new FakeOpenAi(OPENAI_KEY), Speech.OPENAI));
        bed.vendor("api.anthropic.com", new FaultyVendor(new FakeAnthropic(ANTHROPIC_KEY), Speech.ANTHROPIC));
        bed.setup().host(Fault.REFUSED.host(), NOBODY);
        broken(Fault.RESET, BrokenServer.RESET);
        broken(Fault.TLS_CUT, BrokenServer.CUT);
        broken(Fault.TLS_SILENT, BrokenServer.SILENCE);
        SSLContext unknown =
                new CertificateAuthority(bed.setup().folder().resolve("unknown")).server(Fault.UNTRUSTED.host());
        InetAddress address = free();
        bed.setup().host(Fault.UNTRUSTED.host(), address);
        servers.add(FakeUpstream.start(
                unknown.getServerSocketFactory().createServerSocket(TLS, BrokenServer.BACKLOG, address),
                (request, response) -> response.json(200, "{}"))::close);
    }

    private void broken(Fault fault, BrokenServer.Treatment treatment) throws IOException {
        InetAddress address = free();
        bed.setup().host(fault.host(), address);
        servers.add(new BrokenServer(address, TLS, treatment)::close);
    }

    private static InetAddress free() throws IOException {
        return Ports.addressFor(TLS).orElseThrow();
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The document's Backend under a name, with a route to it. */
    FailoverBed backend(String name) throws IOException {
        bed.setup().manifest(name + ".yaml", renamed(name) + "---\n" + routeTo(name, ""));
        return this;
    }

    /** A Backend for one case; where the fault is the server's, those who fail are elsewhere. */
    FailoverBed backend(Case each) throws IOException {
        String name = each.name();
        Fault fault = each.fault();
        String backend = renamed(name);
        if (fault.isOfConnection()) {
            for (Position.Entry entry : each.position().failing()) {
                String line = "- name: " + entry.provider() + "\n";
                backend =
                        backend.replace(line, line + "        host: " + fault.host() + "\n        port: " + TLS + "\n");
            }
        }
        bed.setup()
                .manifest(
                        name + ".yaml",
                        backend + "---\n"
                                + routeTo(
                                        name,
                                        fault.isEndless()
                                                ? "    timeouts: {backendRequest: "
                                                        + each.limit().toSeconds() + "s}\n"
                                                : ""));
        return this;
    }

    private String renamed(String name) {
        return section.replace("name: " + NAME + "\n", "name: " + name + "\n");
    }

    private static String routeTo(String backend, String limits) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  parentRefs: [{name: agentgateway}]
                  rules:
                  - matches: [{path: {type: PathPrefix, value: /%1$s}}]
                    backendRefs: [{name: %1$s, group: gateway.kgateway.dev, kind: Backend}]
                """
                        .formatted(backend, NAMESPACE)
                + limits;
    }

    FailoverBed start() throws Exception {
        gateway = bed.start();
        return this;
    }

    Gateway gateway() {
        return gateway;
    }

    /** What the shell says of a Backend's targets. */
    List<JsonNode> targets(String backend) throws IOException {
        List<JsonNode> targets = new ArrayList<>();
        for (JsonNode target :
                JSON.readTree(gateway.shell("llm:target-list --json").orThrow().out())) {
            if (target.path("backend").asText().equals(backend)) {
                targets.add(target);
            }
        }
        return targets;
    }

    @Override
    public void close() throws IOException {
        bed.close();
        for (Closeable server : servers) {
            server.close();
        }
    }
}
