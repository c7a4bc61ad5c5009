package io.camelid.karaf.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.util.Base64;
import java.util.HexFormat;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Lets the user who runs the gateway, and nobody else, into its shell without a password: a key pair made at every start. The
 * private half is {@code KARAF_DATA/ssh/owner.key}, mode 600, for {@code bin/client}; the public half is the system property
 * {@value #PROPERTY}, to which {@code etc/keys.properties} refers.
 */
@Component(service = OwnerKey.class, immediate = true)
public final class OwnerKey {

    static final String PROPERTY = "camelid.owner.key";

    private static final int NUMBER_BYTES = 32;

    @Activate
    public OwnerKey(BundleContext context) throws IOException, GeneralSecurityException {
        this(Path.of(context.getProperty("karaf.data"), "ssh", "owner.key"));
    }

    OwnerKey(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = generate();
        write(file, pair);
        System.setProperty(PROPERTY, sshForm((ECPublicKey) pair.getPublic()));
    }

    @Deactivate
    void close() {
        System.clearProperty(PROPERTY);
    }

    /**
     * A pair on P-256. The login module of Karaf 4.4 (PublickeyLoginModule) reads the coordinates of a public key as signed
     * numbers and so knows only those whose top bit is clear: one pair in four, hence the loop.
     */
    private static KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        while (true) {
            KeyPair pair = generator.generateKeyPair();
            ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
            if (fixed(point.getAffineX())[0] >= 0 && fixed(point.getAffineY())[0] >= 0) {
                return pair;
            }
        }
    }

    /** Writes beside and moves over, so that a client never reads half a key. */
    private static void write(Path file, KeyPair pair) throws IOException {
        Path directory = Files.createDirectories(file.getParent());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path fresh = Files.createTempFile(directory, "owner", ".new", ownerOnly);
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        Files.writeString(
                fresh,
                """
                -----BEGIN PRIVATE KEY-----
                %s
                -----END PRIVATE KEY-----
                """
                        .formatted(lines.encodeToString(pkcs8(pair))));
        Files.move(fresh, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    /**
     * PKCS 8 around RFC 5915, whose optional public key SSH clients need and the JDK's encoding leaves out. On one curve every
     * length is fixed, so the structure is a constant.
     */
    private static byte[] pkcs8(KeyPair pair) {
        HexFormat hex = HexFormat.of();
        return ByteBuffer.allocate(138)
                .put(hex.parseHex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"))
                .put(fixed(((ECPrivateKey) pair.getPrivate()).getS()))
                .put(hex.parseHex("a144034200"))
                .put(point((ECPublicKey) pair.getPublic()))
                .array();
    }

    /** The public key as {@code authorized_keys} has it: base64 of RFC 5656 section 3.1. */
    static String sshForm(ECPublicKey key) {
        byte[] type = "ecdsa-sha2-nistp256".getBytes(US_ASCII);
        byte[] curve = "nistp256".getBytes(US_ASCII);
        byte[] point = point(key);
        byte[] blob = ByteBuffer.allocate(3 * Integer.BYTES + type.length + curve.length + point.length)
                .putInt(type.length)
                .put(type)
                .putInt(curve.length)
                .put(curve)
                .putInt(point.length)
                .put(point)
                .array();
        return Base64.getEncoder().encodeToString(blob);
    }

    /** The uncompressed point of SEC 1 section 2.3.3. */
    private static byte[] point(ECPublicKey key) {
        return ByteBuffer.allocate(1 + 2 * NUMBER_BYTES)
                .put((byte) 4)
                .put(fixed(key.getW().getAffineX()))
                .put(fixed(key.getW().getAffineY()))
                .array();
    }

    /** A number of the curve's field, unsigned and of fixed length. */
    private static byte[] fixed(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] bytes = new byte[NUMBER_BYTES];
        int length = Math.min(signed.length, NUMBER_BYTES);
        System.arraycopy(signed, signed.length - length, bytes, NUMBER_BYTES - length, length);
        return bytes;
    }
}
