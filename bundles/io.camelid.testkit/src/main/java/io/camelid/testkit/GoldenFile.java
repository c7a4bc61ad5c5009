package io.camelid.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A recorded text below {@code src/test/resources/golden} of the module under test. Run the tests with
 * {@code -Dgolden.update=true} to record anew, and read the difference before you commit it.
 */
public final class GoldenFile {
    private static final Path ROOT = Path.of("src", "test", "resources", "golden");

    private final Path path;

    private GoldenFile(Path path) {
        this.path = path;
    }

    /** The file of this name, which may have folders in it. */
    public static GoldenFile named(String name) {
        return new GoldenFile(ROOT.resolve(name));
    }

    /** The files in a folder that have one of the endings, by name. */
    public static List<GoldenFile> in(String folder, String... endings) {
        Path directory = ROOT.resolve(folder);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Stream.of(endings)
                            .anyMatch(ending -> file.getFileName().toString().endsWith(ending)))
                    .sorted()
                    .map(GoldenFile::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return path.getFileName().toString();
    }

    /** The recorded bytes. */
    public byte[] bytes() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file beside this one. */
    public GoldenFile sibling(String name) {
        return new GoldenFile(path.resolveSibling(name));
    }

    /** Compares with what is recorded, or records it. */
    public void verify(String actual) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, actual);
                return;
            }
            assertTrue(Files.exists(path), () -> path + " is not recorded; run with -Dgolden.update=true");
            assertEquals(Files.readString(path), actual, () -> path + " differs; -Dgolden.update=true records anew");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
