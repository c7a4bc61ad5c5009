package io.camelid.karaf.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerKeyTest {

    @TempDir
    Path data;

    private Path file() {
        return data.resolve("ssh/owner.key");
    }

    @Test
    void onlyTheOwnerMayReadTheKeyAndNothingElseIsLeftBehind() throws Exception {
        new OwnerKey(file()).close();

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void thePublishedHalfVerifiesWhatThePrivateHalfSigns() throws Exception {
        OwnerKey key = new OwnerKey(file());
        byte[] signed = "challenge".getBytes(US_ASCII);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(privateKey());
        signature.update(signed);
        byte[] bytes = signature.sign();

        signature.initVerify(publicKey(System.getProperty(OwnerKey.PROPERTY)));
        signature.update(signed);

        assertTrue(signature.verify(bytes));
        key.close();
    }

    @Test
    void everyStartHasItsOwnKeyWhoseCoordinatesKarafCanRead() throws Exception {
        String before = null;
        for (int start = 0; start < 8; start++) {
            OwnerKey key = new OwnerKey(file());
            String published = System.getProperty(OwnerKey.PROPERTY);
            assertNotEquals(before, published);
            byte[] blob = Base64.getDecoder().decode(published);
            assertTrue(blob[blob.length - 64] >= 0, "x reads as a positive number");
            assertTrue(blob[blob.length - 32] >= 0, "y reads as a positive number");
            before = published;
            key.close();
        }
        assertNull(System.getProperty(OwnerKey.PROPERTY));
    }

    private PrivateKey privateKey() throws Exception {
        String pem = Files.readString(file()).replaceAll("-----.*-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    private PublicKey publicKey(String ssh) throws Exception {
        ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(ssh));
        assertEquals("ecdsa-sha2-nistp256", string(blob));
        assertEquals("nistp256", string(blob));
        assertEquals(65, blob.getInt());
        assertEquals(4, blob.get());
        ECPoint point = new ECPoint(coordinate(blob), coordinate(blob));
        var curve = ((ECPrivateKey) privateKey()).getParams();
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    }

    private static BigInteger coordinate(ByteBuffer blob) {
        byte[] bytes = new byte[32];
        blob.get(bytes);
        return new BigInteger(1, bytes);
    }

    private static String string(ByteBuffer blob) {
        byte[] bytes = new byte[blob.getInt()];
        blob.get(bytes);
        return new String(bytes, US_ASCII);
    }
}
