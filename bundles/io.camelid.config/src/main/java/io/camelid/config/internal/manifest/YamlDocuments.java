package io.camelid.config.internal.manifest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The documents of a YAML stream. SnakeYAML parses and composes; turning its nodes into plain values
 * is done here, because its own constructor makes dates of {@code 2023-06-01}, keeps no lines and does
 * not count what aliases repeat.
 */
final class YamlDocuments {
    /** Where composing itself gives up; it knows no line then. */
    private static final int COMPOSED_DEPTH = 1_000;

    /** SnakeYAML's time for a line grows with the square of its length: about half a second for this one. */
    private static final int LONGEST_LINE = 1 << 20;

    private final Limits limits;
    private final List<Document> documents = new ArrayList<>();
    private int values;

    private YamlDocuments(Limits limits) {
        this.limits = limits;
    }

    static List<Document> read(String text, Limits limits) throws SyntaxException {
        checkLines(text);
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(limits.bytes());
        options.setNestingDepthLimit(COMPOSED_DEPTH);
        options.setMaxAliasesForCollections(limits.aliases());
        options.setProcessComments(false);
        YamlDocuments reader = new YamlDocuments(limits);
        try {
            Composer composer =
                    new Composer(new ParserImpl(new StreamReader(text), options), new KubernetesScalars(), options);
            while (composer.checkNode()) {
                reader.add(composer.getNode());
            }
        } catch (MarkedYAMLException broken) {
            int line = broken.getProblemMark() == null
                    ? 0
                    : broken.getProblemMark().getLine() + 1;
            int lastLine = (int) text.lines().count(); // what is cut off is missed on the line after it
            throw new SyntaxException(Math.min(line, lastLine), "not YAML: " + broken.getProblem());
        } catch (ReaderException broken) {
            throw new SyntaxException(
                    lineAt(text, broken.getPosition()), "not YAML: a character that YAML does not allow");
        } catch (YAMLException broken) {
            throw new SyntaxException(0, "not YAML: over the limits for size, nesting or aliases");
        }
        return reader.documents;
    }

    private static void checkLines(String text) throws SyntaxException {
        int line = 1;
        for (int start = 0, end; start < text.length(); start = end + 1, line++) {
            int lineEnd = text.indexOf('\n', start);
            end = lineEnd < 0 ? text.length() : lineEnd;
            if (end - start > LONGEST_LINE) {
                throw new SyntaxException(line, "a line longer than 1 MiB");
            }
        }
    }

    private void add(Node root) throws SyntaxException {
        List<Integer> itemLines = items(root).stream().map(YamlDocuments::line).toList();
        documents.addAll(ListUnfolding.unfold(value(root, 0), line(root), itemLines));
    }

    /** The nodes below {@code items}, for their lines. */
    private static List<Node> items(Node root) {
        if (root instanceof MappingNode mapping) {
            for (NodeTuple member : mapping.getValue()) {
                if (member.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("items")
                        && member.getValueNode() instanceof SequenceNode sequence) {
                    return sequence.getValue();
                }
            }
        }
        return List.of();
    }

    private Object value(Node node, int depth) throws SyntaxException {
        if (++values > limits.values()) {
            throw new SyntaxException(line(node), "more than " + limits.values() + " values");
        }
        if (depth > limits.depth()) {
            throw new SyntaxException(line(node), "nested deeper than " + limits.depth() + " levels");
        }
        if (node instanceof MappingNode mapping) {
            return Collections.unmodifiableMap(members(mapping, depth));
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, depth + 1));
            }
            return Collections.unmodifiableList(items);
        }
        return scalar((ScalarNode) node);
    }

    private Map<String, Object> members(MappingNode mapping, int depth) throws SyntaxException {
        Map<String, Object> members = new LinkedHashMap<>();
        Map<String, Object> merged = new LinkedHashMap<>();
        for (NodeTuple member : mapping.getValue()) {
            if (!(member.getKeyNode() instanceof ScalarNode key)) {
                throw new SyntaxException(line(member.getKeyNode()), "a key must be text");
            }
            Object value = value(member.getValueNode(), depth + 1);
            if (key.getTag().equals(Tag.MERGE)) {
                merge(merged, value, line(key));
            } else if (members.containsKey(key.getValue())) {
                throw new SyntaxException(line(key), "a key of this object appears twice");
            } else {
                members.put(key.getValue(), value);
            }
        }
        merged.forEach(members::putIfAbsent);
        return members;
    }

    /** {@code <<} takes in a map, or a list of maps of which the earlier win. */
    private static void merge(Map<String, Object> merged, Object value, int line) throws SyntaxException {
        for (Object source : value instanceof List<?> list ? list : List.of(value == null ? "" : value)) {
            if (!(source instanceof Map<?, ?> map)) {
                throw new SyntaxException(line, "<< takes objects only");
            }
            map.forEach((key, item) -> merged.putIfAbsent((String) key, item));
        }
    }

    private static Object scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return KubernetesScalars.isTrue(text);
        }
        if (tag.equals(Tag.INT)) {
            return integer(text);
        }
        return tag.equals(Tag.FLOAT) ? (Object) Double.valueOf(text.replace("_", "")) : text;
    }

    private static Object integer(String text) {
        String digits = text.replace("_", "");
        BigInteger number = digits.startsWith("0x")
                ? new BigInteger(digits.substring(2), 16)
                : digits.startsWith("0o") ? new BigInteger(digits.substring(2), 8) : new BigInteger(digits);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : (Object) number.doubleValue();
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private static int lineAt(String text, int position) {
        return 1
                + (int) text.codePoints()
                        .limit(position)
                        .filter(character -> character == '\n')
                        .count();
    }
}
