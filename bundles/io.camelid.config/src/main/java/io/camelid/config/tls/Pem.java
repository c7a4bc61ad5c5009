package io.camelid.config.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as Kubernetes Secrets hold them (RFC 7468). Messages never show what was read. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    /** AlgorithmIdentifier of rsaEncryption (RFC 8017 §A.1). */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** Object identifier of id-ecPublicKey (RFC 5480 §2.1.1). */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int EC_PARAMETERS = 0xa0;

    private Pem() {}

    /** All certificates of the text, at least one. */
    public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (found.isEmpty()) {
            throw new CertificateException("no PEM certificate in it");
        }
        return found;
    }

    /** The private key of the text: PKCS#8, or the older RSA and EC forms. */
    public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            switch (block.group(1)) {
                case "PRIVATE KEY":
                    return ofPkcs8(der);
                case "RSA PRIVATE KEY":
                    return ofPkcs8(element(SEQUENCE, VERSION_0, RSA, element(OCTETS, der)));
                case "EC PRIVATE KEY":
                    return ofPkcs8(
                            element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve(der)), element(OCTETS, der)));
                default:
                    // EC PARAMETERS or a certificate may stand before the key.
            }
        }
        throw new KeyException("no unencrypted PEM private key in it");
    }

    private static PrivateKey ofPkcs8(byte[] der) throws GeneralSecurityException {
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // Of another algorithm.
            }
        }
        throw new KeyException("the private key is neither RSA nor EC nor EdDSA");
    }

    /** The curve's identifier: the [0] element of an ECPrivateKey (RFC 5915 §3). */
    private static byte[] curve(byte[] der) throws KeyException {
        int at = contentOf(der, 0);
        while (at < der.length) {
            int content = contentOf(der, at);
            int end = content + lengthOf(der, at);
            if (end > der.length) {
                break;
            }
            if ((der[at] & 0xff) == EC_PARAMETERS) {
                return Arrays.copyOfRange(der, content, end);
            }
            at = end;
        }
        throw new KeyException("the EC private key does not name its curve");
    }

    private static int contentOf(byte[] der, int at) throws KeyException {
        if (at + 2 > der.length) {
            throw new KeyException("the private key is cut short");
        }
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int lengthOf(byte[] der, int at) throws KeyException {
        int content = contentOf(der, at);
        int length = der[at + 1] & 0xff;
        if (length < 0x80) {
            return length;
        }
        if (content > der.length || content - at > 5) {
            throw new KeyException("the private key is cut short");
        }
        length = 0;
        for (int i = at + 2; i < content; i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length < 0 ? Integer.MAX_VALUE : length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 0x80) {
            element.write(length);
        } else {
            element.write(0x82);
            element.write(length >> 8);
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
