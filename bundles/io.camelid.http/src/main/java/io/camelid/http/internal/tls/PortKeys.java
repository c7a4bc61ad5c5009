package io.camelid.http.internal.tls;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses the certificate for a handshake: of those of the listener that the client's server name belongs to, one of
 * the kind that the handshake asks for (it asks for each kind that the client knows), and rather one for that name
 * than the first. Immutable.
 */
final class PortKeys extends X509ExtendedKeyManager {
    private final HostTable<Map<String, Identity>> byHost;
    private final Map<String, Identity> all;

    /**
     * @param byHost each listener's certificates in their order, by alias
     * @param all by alias
     */
    PortKeys(HostTable<Map<String, Identity>> byHost, Map<String, Identity> all) {
        this.byHost = byHost;
        this.all = all;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        String host = host(engine);
        Map<String, Identity> candidates = byHost.find(host);
        if (candidates == null) {
            return null;
        }
        String first = null;
        for (Map.Entry<String, Identity> candidate : candidates.entrySet()) {
            if (candidate.getValue().isOfType(keyType)) {
                if (host == null || candidate.getValue().isFor(host)) {
                    return candidate.getKey();
                }
                first = first == null ? candidate.getKey() : first;
            }
        }
        return first;
    }

    /** The name that the client asked for; null when it asked for none. */
    private static String host(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                    return text(name);
                }
            }
        }
        return null;
    }

    /** A server name as text: lower-case ASCII (RFC 6066 §3), or what fits no name. */
    static String text(SNIServerName name) {
        return new String(name.getEncoded(), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Identity identity = all.get(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Identity identity = all.get(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        List<String> aliases = all.entrySet().stream()
                .filter(entry -> entry.getValue().isOfType(keyType))
                .map(Map.Entry::getKey)
                .toList();
        return aliases.isEmpty() ? null : aliases.toArray(String[]::new);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        throw new UnsupportedOperationException("serves engines");
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }
}
