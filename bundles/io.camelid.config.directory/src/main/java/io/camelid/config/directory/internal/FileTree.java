package io.camelid.config.directory.internal;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The files below a directory at one moment. Links are followed; what begins with a dot is not looked
 * at, which leaves out the hidden directories that a mounted ConfigMap's links point into.
 *
 * @param files by path
 * @param unreadable files and directories of which nothing is known, and why
 */
record FileTree(SortedMap<Path, Fingerprint> files, SortedMap<Path, String> unreadable) {
    private static final int DEEPEST = 16;
    private static final int MOST = 10_000;

    /** A directory that does not exist is an empty one. */
    static FileTree of(Path root, Predicate<String> wanted) {
        SortedMap<Path, Fingerprint> files = new TreeMap<>();
        SortedMap<Path, String> unreadable = new TreeMap<>();
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return directory.equals(root) || !isHidden(directory)
                            ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isDirectory() && !isHidden(file)) {
                        unreadable.put(file, "nested deeper than " + DEEPEST + " directories");
                    } else if (attributes.isRegularFile()
                            && !isHidden(file)
                            && wanted.test(file.getFileName().toString())) {
                        if (files.size() == MOST) {
                            unreadable.put(root, "more than " + MOST + " files; not all of them are read");
                            return FileVisitResult.TERMINATE;
                        }
                        files.put(file, Fingerprint.of(attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    if (!(failure instanceof NoSuchFileException) && (file.equals(root) || !isHidden(file))) {
                        unreadable.put(
                                file, "cannot be read: " + failure.getClass().getSimpleName());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
                    return failure == null ? FileVisitResult.CONTINUE : visitFileFailed(directory, failure);
                }
            });
        } catch (IOException failure) {
            unreadable.put(root, "cannot be read: " + failure.getClass().getSimpleName());
        }
        return new FileTree(files, unreadable);
    }

    /** Whether it could not be found out if there is such a file. */
    boolean isUnknown(Path file) {
        for (Path path = file; path != null && !unreadable.isEmpty(); path = path.getParent()) {
            if (unreadable.containsKey(path)) {
                return !files.containsKey(file);
            }
        }
        return false;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}
