package io.camelid.http.internal.tls;

import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.Listener.Certificate;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The TLS of one port as its listeners want it: TLS 1.2 and 1.3 with forward secrecy and authenticated encryption
 * (all of it good enough for HTTP/2, RFC 9113 §9.2.2), h2 and HTTP/1.1 by ALPN, the listener by server name.
 *
 * <p>A client whose server name fits no listener, or that sends none where no listener is for any host, gets no
 * certificate, and the handshake ends: it could not be told to whom it speaks.
 *
 * <p>Immutable: with other certificates a port gets another one of these, so that no session of the one before is
 * resumed. Connections stay as they are.
 */
public final class PortTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    /** In the order of our preference. */
    private static final String[] APPLICATIONS = {"h2", "http/1.1"};

    /** What there is to tell the TLS of a port by. */
    private record Presentation(Optional<String> hostname, List<Certificate> certificates) {}

    private final List<Presentation> presentations;
    private final HostTable<Optional<String>> hostnames = new HostTable<>();
    private final boolean hasSeveralHosts;
    private final SSLContext context;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();

    /**
     * @param listeners of the port, the oldest Gateway's first; they have certificates
     * @throws GeneralSecurityException if a certificate or key cannot be used
     */
    public PortTls(List<Listener> listeners) throws GeneralSecurityException {
        presentations = presentations(listeners);
        HostTable<Map<String, Identity>> byHost = new HostTable<>();
        Map<String, Identity> all = new LinkedHashMap<>();
        Set<Optional<String>> distinct = new HashSet<>();
        for (Presentation presentation : presentations) {
            Optional<String> hostname = presentation.hostname();
            if (distinct.add(hostname)) {
                byHost.put(hostname, new LinkedHashMap<>());
                hostnames.put(hostname, hostname);
            }
            for (Certificate certificate : presentation.certificates()) {
                String alias = Integer.toString(all.size());
                Identity identity = Identity.of(certificate);
                all.put(alias, identity);
                byHost.get(hostname).put(alias, identity);
            }
        }
        hasSeveralHosts = distinct.size() > 1;
        context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new PortKeys(byHost, all)}, null, null);
        factory.setSslContext(context);
    }

    private static List<Presentation> presentations(List<Listener> listeners) {
        return listeners.stream()
                .map(listener -> new Presentation(listener.hostname(), listener.certificates()))
                .toList();
    }

    /** Whether this is already what the listeners want. */
    public boolean isFor(List<Listener> listeners) {
        return presentations.equals(presentations(listeners));
    }

    /** The server's side of a new connection. */
    SSLEngine newEngine(RequestedHost requested) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        List<String> supported = List.of(engine.getSupportedCipherSuites());
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(CIPHERS.stream().filter(supported::contains).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(APPLICATIONS);
        parameters.setSNIMatchers(List.<SNIMatcher>of(requested));
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** By which Jetty looks at sessions; it makes no engines. */
    SslContextFactory factory() {
        return factory;
    }

    boolean isServed(String host) {
        return hostnames.find(host) != null;
    }

    /**
     * Whether a request came by a connection of another listener than the one that it belongs to, as clients do that
     * reuse a connection for every host that its certificate names (RFC 9110 §15.5.20). A request that
     * belongs to no listener is not misdirected; there is just nothing for it.
     *
     * @param serverName by which the connection was made; null for none
     * @param host that the request is for
     */
    public boolean isMisdirected(String serverName, String host) {
        if (!hasSeveralHosts || host.equals(serverName)) {
            return false;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        Optional<String> own = hostnames.find(name.toLowerCase(Locale.ROOT));
        return own != null && !own.equals(hostnames.find(serverName));
    }
}
