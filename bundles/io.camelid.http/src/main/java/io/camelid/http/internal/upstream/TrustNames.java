package io.camelid.http.internal.upstream;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks the chain, and that the certificate carries one of the wanted subject alternative names: DNS
 * names (a wildcard stands for one label, RFC 9525 §6.3), addresses or URIs.
 */
final class TrustNames extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager chains;
    private final List<String> names;

    TrustNames(X509ExtendedTrustManager chains, List<String> names) {
        this.chains = chains;
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, engine);
        checkNames(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkServerTrusted(chain, authType, socket);
        checkNames(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkServerTrusted(chain, authType);
        checkNames(chain[0]);
    }

    private void checkNames(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(1) instanceof String carried && isWanted(carried.toLowerCase(Locale.ROOT))) {
                    return;
                }
            }
        }
        throw new CertificateException("the certificate carries none of the names " + names);
    }

    private boolean isWanted(String carried) {
        if (!carried.startsWith("*.")) {
            return names.contains(carried);
        }
        String suffix = carried.substring(1);
        return names.stream()
                .anyMatch(name -> name.indexOf('.') > 0
                        && name.substring(name.indexOf('.')).equals(suffix));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        chains.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        chains.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
