package io.camelid.admin.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin listener: an HTTP server of its own, small and apart from the one that carries the traffic. What it has to say
 * comes from {@link Endpoint}s, which come and go.
 */
@Component(service = AdminListener.class, immediate = true, configurationPid = AdminListener.PID)
public final class AdminListener {
    static final String PID = "io.camelid.admin";

    private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);
    private static final int MAX_THREADS = 8;
    private static final int MAX_CONNECTIONS = 128;
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final long IDLE_MILLIS = 30_000;

    /** The keys of {@value #PID}. */
    @interface Config {
        /** The address to listen on. */
        String bind() default "127.0.0.1";

        /** The port to listen on; 0 is any free one. */
        int port() default 15000;
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Endpoint> endpoints = List.of();

    private final Server server;
    private final ServerConnector connector;

    @Activate
    public AdminListener(Config config) throws UnknownHostException {
        server = new Server(threads());
        connector = connector(server, config.bind(), config.port());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        boolean loopback = InetAddress.getByName(config.bind()).isLoopbackAddress();
        server.setHandler(new AdminHandler(() -> endpoints, new HostGuard(config.bind(), loopback)));
        server.setErrorHandler(AdminListener::nameError);
    }

    @Activate
    void open() throws Exception {
        try {
            server.start();
        } catch (IOException e) {
            server.stop();
            throw new IOException(
                    "The admin listener cannot listen on %s:%d (keys bind and port of %s): %s"
                            .formatted(connector.getHost(), connector.getPort(), PID, e.getMessage()),
                    e);
        }
        LOG.info("The admin listener is at http://{}:{}/", connector.getHost(), port());
    }

    @Deactivate
    void close() throws Exception {
        server.stop();
    }

    /** The port in use. */
    int port() {
        return connector.getLocalPort();
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
        threads.setName("camelid-admin");
        threads.setReservedThreads(0);
        threads.setDaemon(true);
        return threads;
    }

    private static ServerConnector connector(Server server, String bind, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(MAX_HEAD_BYTES);
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(bind);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    /** Jetty's own error page would repeat the request. */
    private static boolean nameError(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.write(true, BufferUtil.toBuffer(HttpStatus.getMessage(response.getStatus()) + "\n"), callback);
        return true;
    }
}
