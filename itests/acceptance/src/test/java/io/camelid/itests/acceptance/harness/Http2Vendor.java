package io.camelid.itests.acceptance.harness;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A vendor that speaks HTTP/2 over TLS, as the great ones do, and HTTP/1.1 to whoever does not offer more. */
public final class Http2Vendor implements AutoCloseable {
    /** Answers a request; runs on a thread of its own, so it may wait. */
    @FunctionalInterface
    public interface Script {
        void answer(Request request, Response response) throws Exception;
    }

    private final Server server = new Server();
    private final int port;
    private final Queue<String> protocols = new ConcurrentLinkedQueue<>();
    private final Set<String> connections = ConcurrentHashMap.newKeySet();

    public Http2Vendor(SSLContext tls, int port, Script script) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        SslContextFactory.Server certificates = new SslContextFactory.Server();
        certificates.setSslContext(tls);
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        ServerConnector connector = new ServerConnector(
                server,
                new SslConnectionFactory(certificates, alpn.getProtocol()),
                alpn,
                new HTTP2ServerConnectionFactory(http),
                http1);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                protocols.add(request.getConnectionMetaData().getProtocol());
                connections.add(request.getConnectionMetaData().getId());
                script.answer(request, response);
                callback.succeeded();
                return true;
            }
        });
        server.start();
        this.port = connector.getLocalPort();
    }

    public int port() {
        return port;
    }

    /** The protocol of each request so far. */
    public Queue<String> protocols() {
        return protocols;
    }

    /** How many connections have carried requests so far. */
    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
