package io.camelid.config.directory.internal;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The files below a directory at one moment, by path. Links are followed; what begins with a dot is
 * not a manifest, which leaves out the hidden directories that a mounted ConfigMap's links point into.
 */
record FileTree(SortedMap<Path, Fingerprint> files, List<String> unreadable) {
    private static final int DEEPEST = 16;
    private static final int MOST = 20_000;

    static FileTree of(Path root, Predicate<String> wanted) throws IOException {
        SortedMap<Path, Fingerprint> files = new TreeMap<>();
        List<String> unreadable = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return directory.equals(root) || !isHidden(directory)
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()
                        && !isHidden(file)
                        && wanted.test(file.getFileName().toString())) {
                    if (files.size() == MOST) {
                        unreadable.add("more than " + MOST + " files; the rest is not read");
                        return FileVisitResult.TERMINATE;
                    }
                    files.put(file, Fingerprint.of(attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                if (!isHidden(file)) {
                    unreadable.add(
                            root.relativize(file) + ": " + failure.getClass().getSimpleName());
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new FileTree(files, unreadable);
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
