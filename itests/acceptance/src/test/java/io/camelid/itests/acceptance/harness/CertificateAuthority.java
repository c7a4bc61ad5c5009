package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A throw-away certificate authority, made with the JDK's keytool. */
public final class CertificateAuthority {
    private static final String PASSWORD = "throw-away";
    private static final Path KEYTOOL = Path.of(System.getProperty("java.home"), "bin", "keytool");

    private final Path keys;
    private final Path trust;

    /** @param folder where its keys are kept */
    public CertificateAuthority(Path folder) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        keys = folder.resolve("keys.p12");
        trust = folder.resolve("trust.p12");
        keytool("ca", "-dname", "CN=Throw-away CA", "-ext", "bc:c");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", load().getCertificate("ca"));
        try (OutputStream out = Files.newOutputStream(trust)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
    }

    /** A TLS server's context with a certificate for the names, in lower case. */
    public SSLContext server(String... names) throws IOException, GeneralSecurityException {
        String alternatives = Arrays.stream(names).map(name -> "dns:" + name).collect(Collectors.joining(","));
        keytool(names[0], "-signer", "ca", "-dname", "CN=" + names[0], "-ext", "san=" + alternatives);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = load();
        for (String other : Collections.list(own.aliases())) {
            if (!other.equals(names[0])) {
                own.deleteEntry(other);
            }
        }
        managers.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** What makes a JVM trust this authority, and no other. */
    public List<String> jvmOptions() {
        return List.of("-Djavax.net.ssl.trustStore=" + trust, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void keytool(String alias, String... more) {
        Stream<String> fixed = Stream.of(
                KEYTOOL.toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD);
        Command.of(Stream.concat(fixed, Arrays.stream(more)).toArray(String[]::new))
                .run()
                .orThrow();
    }
}
