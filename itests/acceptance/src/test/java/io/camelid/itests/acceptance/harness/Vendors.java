package io.camelid.itests.acceptance.harness;

import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Servers on loopback that stand for hosts by their names and ports: a gateway with this setup finds them
 * there and trusts their certificates.
 */
public final class Vendors implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final GatewaySetup setup;
    private final Path folder;
    private final List<FakeUpstream> started = new ArrayList<>();

    public Vendors(GatewaySetup setup) {
        this.setup = setup;
        this.folder = setup.folder();
    }

    /** A server without TLS; empty if its port may not be bound here. */
    public Optional<FakeUpstream> plain(String host, int port, FakeUpstream.Script script) throws IOException {
        Optional<InetAddress> address = Ports.addressFor(port);
        return address.isEmpty()
                ? Optional.empty()
                : Optional.of(start(host, address.get(), new ServerSocket(port, BACKLOG, address.get()), script));
    }

    /** A server with TLS on port 443; empty if that may not be bound here. */
    public Optional<FakeUpstream> secure(String host, FakeUpstream.Script script)
            throws IOException, GeneralSecurityException {
        int port = 443;
        Optional<InetAddress> address = Ports.addressFor(port);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        CertificateAuthority authority = new CertificateAuthority(folder.resolve("tls"));
        setup.jvmOptions(authority.jvmOptions());
        ServerSocket socket =
                authority.server(host).getServerSocketFactory().createServerSocket(port, BACKLOG, address.get());
        return Optional.of(start(host, address.get(), socket, script));
    }

    private FakeUpstream start(String host, InetAddress address, ServerSocket socket, FakeUpstream.Script script) {
        setup.host(host, address);
        FakeUpstream upstream = FakeUpstream.start(socket, script);
        started.add(upstream);
        return upstream;
    }

    @Override
    public void close() throws IOException {
        for (FakeUpstream upstream : started) {
            upstream.close();
        }
    }
}
