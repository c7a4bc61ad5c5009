package io.camelid.config.internal.match;

import io.camelid.config.snapshot.RequestHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Path prefixes by their segments. A look-up walks down as far as the path goes and then back up, so
 * the longest prefix comes first; it costs time in the path's length, however many prefixes there are,
 * and makes no garbage: segments are compared in place.
 */
final class PrefixTree {
    private final PrefixTree parent;
    private final Choice choice;
    /** Children by the hash of their segment; slots that collide continue in the next one. */
    private final String[] segments;

    private final PrefixTree[] children;

    private PrefixTree(PrefixTree parent, Draft draft) {
        this.parent = parent;
        this.choice = draft.candidates.isEmpty() ? null : Choice.of(draft.candidates);
        int slots = Integer.highestOneBit(Math.max(1, draft.children.size() * 2)) * 2;
        this.segments = new String[slots];
        this.children = new PrefixTree[slots];
        draft.children.forEach((segment, child) -> {
            int slot = segment.hashCode() & slots - 1;
            while (segments[slot] != null) {
                slot = slot + 1 & slots - 1;
            }
            segments[slot] = segment;
            children[slot] = new PrefixTree(this, child);
        });
    }

    /**
     * @param candidates with prefix matches only, in order of rank
     */
    static PrefixTree of(List<Candidate> candidates) {
        Draft root = new Draft();
        for (Candidate candidate : candidates) {
            Draft node = root;
            String prefix = ((PathMatch.Prefix) candidate.match().path()).path();
            for (int start = 1; start <= prefix.length(); ) {
                int end = endOfSegment(prefix, start);
                node = node.children.computeIfAbsent(prefix.substring(start, end), segment -> new Draft());
                start = end + 1;
            }
            node.candidates.add(candidate);
        }
        return new PrefixTree(null, root);
    }

    /** The best candidate with the longest prefix of the path that has one that fits, or null. */
    Candidate first(String path, RequestHead request) {
        PrefixTree node = this;
        for (int start = 1; start <= path.length(); ) {
            int end = endOfSegment(path, start);
            PrefixTree child = node.child(path, start, end);
            if (child == null) {
                break;
            }
            node = child;
            start = end + 1;
        }
        for (; node != null; node = node.parent) {
            Candidate candidate = node.choice == null ? null : node.choice.first(request);
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }

    private PrefixTree child(String path, int start, int end) {
        int hash = 0;
        for (int at = start; at < end; at++) {
            hash = 31 * hash + path.charAt(at); // as String.hashCode does
        }
        int length = end - start;
        for (int slot = hash & segments.length - 1; segments[slot] != null; slot = slot + 1 & segments.length - 1) {
            if (segments[slot].length() == length && segments[slot].regionMatches(0, path, start, length)) {
                return children[slot];
            }
        }
        return null;
    }

    private static int endOfSegment(String path, int start) {
        int slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    /** A node while the tree grows. */
    private static final class Draft {
        private final Map<String, Draft> children = new HashMap<>();
        private final List<Candidate> candidates = new ArrayList<>();
    }
}
