package io.camelid.config.directory.internal;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a tree as they were at the last two looks alike. A change counts when the next look
 * finds it again: so a file that is being written is left alone, and one that an editor replaces is
 * not gone in between. The very first look counts at once. Not thread-safe.
 */
final class SettledFiles {
    private final SortedMap<Path, Fingerprint> settled = new TreeMap<>();
    private SortedMap<Path, Fingerprint> lastLook;

    /** What counts now; a view. */
    SortedMap<Path, Fingerprint> files() {
        return Collections.unmodifiableSortedMap(settled);
    }

    /** Whether what counts has changed. */
    boolean look(FileTree tree) {
        SortedMap<Path, Fingerprint> now = new TreeMap<>(tree.files());
        settled.forEach((file, fingerprint) -> {
            if (tree.isUnknown(file)) {
                now.put(file, fingerprint);
            }
        });
        SortedMap<Path, Fingerprint> before = lastLook == null ? now : lastLook;
        lastLook = now;
        TreeSet<Path> paths = new TreeSet<>(now.keySet());
        paths.addAll(settled.keySet());
        boolean changed = false;
        for (Path path : paths) {
            Fingerprint fingerprint = now.get(path);
            if (Objects.equals(fingerprint, before.get(path)) && !Objects.equals(fingerprint, settled.get(path))) {
                changed = true;
                if (fingerprint == null) {
                    settled.remove(path);
                } else {
                    settled.put(path, fingerprint);
                }
            }
        }
        return changed;
    }
}
