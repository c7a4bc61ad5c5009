package io.camelid.itests.acceptance.harness;

import io.camelid.testkit.upstream.FakeUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Servers on loopback that stand for hosts by their names and ports: a gateway with this setup finds them
 * there and trusts their certificates.
 */
public final class Vendors implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final GatewaySetup setup;
    private final List<FakeUpstream> started = new ArrayList<>();
    private CertificateAuthority authority;

    public Vendors(GatewaySetup setup) {
        this.setup = setup;
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
        if (authority == null) {
            authority = new CertificateAuthority(setup.folder().resolve("tls"));
            setup.jvmOptions(authority.jvmOptions());
        }
        SSLContext tls = authority.server(host);
        int port = 443;
        Optional<InetAddress> address = Ports.addressFor(port);
        return address.isEmpty()
                ? Optional.empty()
                : Optional.of(start(
                        host,
                        address.get(),
                        tls.getServerSocketFactory().createServerSocket(port, BACKLOG, address.get()),
                        script));
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
