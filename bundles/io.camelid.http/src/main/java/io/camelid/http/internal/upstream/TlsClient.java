package io.camelid.http.internal.upstream;

import io.camelid.config.tls.Pem;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Tls;
import io.camelid.spi.provider.Tls.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS to upstreams as a {@link Tls} describes it. What the JVM's trust store is, is the JVM's matter
 * ({@code javax.net.ssl.trustStore}).
 */
final class TlsClient extends SslContextFactory.Client {
    private static final List<String> DEFAULT_ALPN = List.of("h2", "http/1.1");
    private static final char[] NO_PASSWORD = {};

    private final Optional<String> serverName;
    private final String[] alpn;

    /** @throws GeneralSecurityException if a certificate or key cannot be used */
    TlsClient(Tls tls) throws GeneralSecurityException {
        serverName = tls.serverName();
        alpn = (tls.alpn().isEmpty() ? DEFAULT_ALPN : tls.alpn()).toArray(String[]::new);
        boolean byHost =
                tls.verification() == Verification.FULL && tls.subjectAltNames().isEmpty();
        setEndpointIdentificationAlgorithm(byHost ? "HTTPS" : null);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(tls), new TrustManager[] {trust(tls)}, null);
        setSslContext(context);
    }

    /** SNI and the name that is verified both follow the engine's host. */
    @Override
    public SSLEngine newSSLEngine(String host, int port) {
        return super.newSSLEngine(serverName.orElse(host), port);
    }

    @Override
    public void customize(SSLEngine engine) {
        super.customize(engine);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(alpn);
        engine.setSSLParameters(parameters);
    }

    /** Jetty would warn of a missing identification algorithm, which the operator asked for. */
    @Override
    protected void checkEndPointIdentificationAlgorithm() {}

    private static TrustManager trust(Tls tls) throws GeneralSecurityException {
        if (tls.verification() == Verification.NONE) {
            return new TrustAnyone();
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(
                tls.trustedCertificates().isPresent()
                        ? anchors(Pem.certificates(tls.trustedCertificates().get()))
                        : null);
        X509ExtendedTrustManager chains = null;
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                chains = found;
            }
        }
        if (chains == null) {
            throw new GeneralSecurityException("no X.509 trust manager");
        }
        return tls.verification() == Verification.FULL && !tls.subjectAltNames().isEmpty()
                ? new TrustNames(chains, tls.subjectAltNames())
                : chains;
    }

    private static KeyStore anchors(List<X509Certificate> certificates) throws GeneralSecurityException {
        KeyStore store = emptyStore();
        int number = 0;
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        return store;
    }

    private static KeyManager[] keys(Tls tls) throws GeneralSecurityException {
        if (tls.clientCertificate().isEmpty() || tls.clientKey().isEmpty()) {
            return null;
        }
        Secret key = tls.clientKey().get();
        List<X509Certificate> chain = Pem.certificates(tls.clientCertificate().get());
        KeyStore store = emptyStore();
        store.setKeyEntry("client", Pem.privateKey(key.reveal()), NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return store;
    }
}
