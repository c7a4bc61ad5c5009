package io.camelid.http.internal.tls;

import io.camelid.config.snapshot.Listener.Certificate;
import io.camelid.config.tls.CertificateNames;
import io.camelid.config.tls.Pem;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a port can show to prove that it is a host. */
record Identity(List<X509Certificate> chain, PrivateKey key, List<String> names) {
    static Identity of(Certificate certificate) throws GeneralSecurityException {
        return new Identity(
                Pem.certificates(certificate.chain()),
                Pem.privateKey(certificate.key().reveal()),
                certificate.names());
    }

    boolean isOfType(String algorithm) {
        return chain.get(0).getPublicKey().getAlgorithm().equals(algorithm);
    }

    boolean isFor(String host) {
        return CertificateNames.cover(names, host);
    }

    /** Keys are not shown. */
    @Override
    public String toString() {
        return "Identity" + names;
    }
}
