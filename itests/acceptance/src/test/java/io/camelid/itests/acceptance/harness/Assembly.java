package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The product, unpacked from its tarball.
 *
 * @param home the folder with {@code bin}, {@code etc}, {@code deploy} …
 */
public record Assembly(Path home) {
    private static final class Shared {
        private static final Assembly INSTANCE = unpack("assembly");
    }

    /** The one that all tests may start gateways from, but none may write to. */
    public static Assembly shared() {
        return Shared.INSTANCE;
    }

    /** A fresh one in a folder of its own. */
    public static Assembly unpack(String folder) {
        Path tarball = Path.of(System.getProperty("camelid.tarball"));
        if (!Files.exists(tarball)) {
            throw new IllegalStateException("no " + tarball + ": build karaf-distribution first");
        }
        try {
            Path home = Folders.fresh(Gateway.WORK.resolve(folder));
            Command.of("tar", "xzf", tarball.toString(), "--strip-components=1", "-C", home.toString())
                    .run()
                    .orThrow();
            return new Assembly(home);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The jar of a bundle as it ships. */
    public Path jar(String bundle) throws IOException {
        Path versions = home.resolve("system/io/camelid").resolve(bundle);
        List<Path> found = Folders.files(versions).stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException("not one jar of " + bundle + ": " + found);
        }
        return found.get(0);
    }
}
