package io.camelid.testkit.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority of a test's own, made by the JDK's keytool in a temporary folder. */
public final class Certificates {
    public static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    public Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        keytool(
                "-genkeypair",
                "-keystore",
                store("ca"),
                "-alias",
                "ca",
                "-dname",
                "CN=Test CA",
                "-ext",
                "bc:c",
                "-keyalg",
                "EC");
        keytool("-exportcert", "-rfc", "-keystore", store("ca"), "-alias", "ca", "-file", file("ca.pem"));
    }

    /**
     * A key store with a key and its certificate, signed by the authority.
     *
     * @param names subject alternative names as keytool has them, such as {@code dns:localhost}
     */
    public KeyStore issue(String name, String names)
            throws IOException, InterruptedException, GeneralSecurityException {
        return issue(name, names, "EC", "-1H");
    }

    /**
     * As {@link #issue(String, String)}, with a key of another kind or at another time.
     *
     * @param algorithm {@code EC} or {@code RSA}
     * @param start from when it is valid for two days, as keytool has it, such as {@code -5d}
     */
    public KeyStore issue(String name, String names, String algorithm, String start)
            throws IOException, InterruptedException, GeneralSecurityException {
        Files.deleteIfExists(Path.of(store(name)));
        keytool("-genkeypair", "-keystore", store(name), "-alias", name, "-dname", "CN=" + name, "-keyalg", algorithm);
        keytool("-certreq", "-keystore", store(name), "-alias", name, "-file", file(name + ".csr"));
        keytool(
                "-gencert",
                "-rfc",
                "-keystore",
                store("ca"),
                "-alias",
                "ca",
                "-infile",
                file(name + ".csr"),
                "-outfile",
                file(name + ".pem"),
                "-startdate",
                start,
                "-ext",
                "san=" + names);
        keytool("-importcert", "-noprompt", "-keystore", store(name), "-alias", "ca", "-file", file("ca.pem"));
        keytool("-importcert", "-noprompt", "-keystore", store(name), "-alias", name, "-file", file(name + ".pem"));
        return KeyStore.getInstance(Path.of(store(name)).toFile(), PASSWORD);
    }

    /** The authority's own certificate. */
    public String authority() throws IOException {
        return Files.readString(Path.of(file("ca.pem")));
    }

    /** The certificate that was issued under a name. */
    public String certificate(String name) throws IOException {
        return Files.readString(Path.of(file(name + ".pem")));
    }

    /** The key that belongs to it, as PKCS#8. */
    public String key(String name) throws IOException, GeneralSecurityException {
        Key key = KeyStore.getInstance(Path.of(store(name)).toFile(), PASSWORD).getKey(name, PASSWORD);
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private String store(String name) {
        return file(name + ".p12");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", new String(PASSWORD)));
        if (arguments[0].equals("-genkeypair") || arguments[0].equals("-gencert")) {
            command.addAll(List.of("-validity", "2"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }
}
