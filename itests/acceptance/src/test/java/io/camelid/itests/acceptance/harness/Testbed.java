package io.camelid.itests.acceptance.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * What it takes to do as a document says: a gateway that gets manifests and secrets as a reader would give
 * them, servers on loopback in the places of the vendors, and a shell. Tests are skipped where there is no
 * curl or where the vendors' port 443 may not be bound.
 */
public final class Testbed implements AutoCloseable {
    private final GatewaySetup setup;
    private final Vendors vendors;
    private Gateway gateway;
    private ReaderShell shell;

    private Testbed(GatewaySetup setup) {
        this.setup = setup;
        this.vendors = new Vendors(setup);
    }

    /** @param gateway the name of its folder */
    public static Testbed named(String gateway) throws IOException {
        assumeTrue(Command.exists("curl"), "there is no curl");
        return new Testbed(Gateway.named(gateway));
    }

    public GatewaySetup setup() {
        return setup;
    }

    /** A vendor at port 443 of its own host. */
    public FakeUpstream vendor(String host, FakeUpstream.Script script) throws IOException, GeneralSecurityException {
        Optional<FakeUpstream> vendor = vendors.secure(host, script);
        assumeTrue(vendor.isPresent(), "this process may not bind port 443, where " + host + " would be");
        return vendor.get();
    }

    /** A server without TLS. */
    public FakeUpstream server(String host, int port, FakeUpstream.Script script) throws IOException {
        return vendors.plain(host, port, script).orElseThrow();
    }

    /** Puts a value into the local secret store; where it is from now on. */
    public Path store(String remoteKey, String property, String value) throws IOException {
        Path file = Files.createDirectories(setup.etc().resolve("secrets").resolve(remoteKey))
                .resolve(property);
        return Files.writeString(file, value + "\n");
    }

    public Gateway start() throws Exception {
        gateway = setup.start();
        shell = new ReaderShell(gateway);
        return gateway;
    }

    /** A reader's shell; only when the gateway has started. */
    public ReaderShell shell() {
        return shell;
    }

    @Override
    public void close() throws IOException {
        try (vendors) {
            if (gateway != null) {
                gateway.close();
            }
        }
    }
}
