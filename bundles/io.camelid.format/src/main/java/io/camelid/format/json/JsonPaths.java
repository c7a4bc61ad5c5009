package io.camelid.format.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The places in a document that someone wants to hear of, each a dotted list of member names. Arrays
 * are looked through: {@code choices.delta.content} is found in every element of {@code choices}.
 * Immutable; made once and shared by all scanners.
 */
public final class JsonPaths {
    /** A member on the way to a place, or a place itself. */
    static final class Node {
        private byte[][] names = {};
        private Node[] children = {};
        private int path = -1;
        /** Has bit n set when a child's name is n bytes long, modulo 64: most names are told apart by that. */
        private long lengths;

        /** The place's number, or -1 for a member that only leads to others. */
        int path() {
            return path;
        }

        boolean isLeaf() {
            return children.length == 0;
        }

        /** The member of this name, or null. */
        Node child(byte[] json, int from, int to) {
            int length = to - from;
            if ((lengths >>> length & 1) == 0) {
                return null;
            }
            for (int i = 0; i < names.length; i++) {
                byte[] name = names[i];
                if (name.length == length
                        && name[length - 1] == json[to - 1]
                        && Arrays.equals(name, 0, length, json, from, to)) {
                    return children[i];
                }
            }
            return null;
        }

        private Node childOrNew(String name) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            Node child = child(bytes, 0, bytes.length);
            if (child == null) {
                child = new Node();
                lengths |= 1L << bytes.length;
                names = Arrays.copyOf(names, names.length + 1);
                names[names.length - 1] = bytes;
                children = Arrays.copyOf(children, children.length + 1);
                children[children.length - 1] = child;
            }
            return child;
        }
    }

    private final Node root = new Node();
    private final int longest;

    private JsonPaths(int longest) {
        this.longest = longest;
    }

    /** Places that are numbered by their order here. */
    public static JsonPaths of(String... paths) {
        int longest = Arrays.stream(paths)
                .mapToInt(path -> path.split("\\.").length)
                .max()
                .orElse(0);
        JsonPaths result = new JsonPaths(longest);
        for (int i = 0; i < paths.length; i++) {
            result.add(paths[i], i);
        }
        return result;
    }

    private void add(String path, int number) {
        Node node = root;
        for (String name : path.split("\\.")) {
            node = node.childOrNew(name);
        }
        node.path = number;
    }

    Node root() {
        return root;
    }

    /** How many containers can be open on the way to a place: an object and an array for every name. */
    int depth() {
        return 2 * (longest + 1);
    }
}
