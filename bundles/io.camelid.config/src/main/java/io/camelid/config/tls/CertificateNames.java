package io.camelid.config.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The hosts that certificates are for (RFC 6125: subject alternative names; the common name counts for nothing). */
public final class CertificateNames {
    private static final int DNS = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    /** Host names, lower-case and with their wildcards, and IP addresses. */
    public static List<String> of(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? List.of()
                : alternatives.stream()
                        .filter(name -> name.get(0).equals(DNS) || name.get(0).equals(IP_ADDRESS))
                        .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
                        .toList();
    }

    /**
     * Whether a certificate for these names is one for a host.
     *
     * @param host lower-case; {@code *.example.com} stands for the hosts of one more label
     */
    public static boolean cover(List<String> names, String host) {
        int dot = host.indexOf('.');
        return names.contains(host) || dot > 0 && names.contains("*" + host.substring(dot));
    }
}
