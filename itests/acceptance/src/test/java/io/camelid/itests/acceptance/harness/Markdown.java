package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document read as people read it: by section, and what is in a fence is copied and pasted.
 *
 * @param lines of the document or of a part of it
 */
public record Markdown(List<String> lines) {
    private static final String FENCE = "```";

    /** One of the two documents that the product was asked for with. */
    public static Markdown seed(String name) throws IOException {
        try (InputStream in = Markdown.class.getResourceAsStream("/seeds/" + name)) {
            return of(new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    public static Markdown of(String text) {
        return new Markdown(text.lines().toList());
    }

    /** What stands below a heading, up to the next of its level or a higher one. */
    public Markdown section(String heading) {
        List<String> section = new ArrayList<>();
        int level = 0;
        boolean fenced = false;
        for (String line : lines) {
            fenced ^= line.startsWith(FENCE);
            int own = fenced || !line.startsWith("#") ? 0 : line.indexOf(' ');
            if (level > 0 && own > 0 && own <= level) {
                break;
            }
            if (level > 0) {
                section.add(line);
            } else if (own > 0 && line.substring(own).trim().equals(heading)) {
                level = own;
            }
        }
        if (section.isEmpty()) {
            throw new IllegalArgumentException("no section " + heading);
        }
        return new Markdown(section);
    }

    /** The text of every fence of a language. */
    public List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = null;
        for (String line : lines) {
            if (block == null && line.equals(FENCE + language)) {
                block = new StringBuilder();
            } else if (block != null && line.equals(FENCE)) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    /** All YAML blocks that are whole objects, as one file of manifests. */
    public String manifests() {
        return String.join(
                "---\n",
                blocks("yaml").stream()
                        .filter(block -> block.contains("kind: ") && block.contains("apiVersion: "))
                        .toList());
    }

    /** The only YAML block. */
    public String manifest() {
        return only("yaml");
    }

    /** What the only block of shell commands assigns to variables, without the comments. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        Matcher assignment = Pattern.compile("(?m)^(\\w+)=(\\S+)").matcher(script());
        while (assignment.find()) {
            environment.put(assignment.group(1), assignment.group(2));
        }
        return environment;
    }

    /** The headings of a level, in their order. */
    public List<String> headings(int level) {
        String mark = "#".repeat(level) + " ";
        return lines.stream()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()).strip())
                .toList();
    }

    /** The rows of the only table, without its head; none if there is no table. */
    public List<List<String>> table() {
        return lines.stream()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** The only block of shell commands. */
    public String script() {
        return only("bash");
    }

    private String only(String language) {
        List<String> blocks = blocks(language);
        if (blocks.size() != 1) {
            throw new IllegalArgumentException("not one block of " + language + ": " + blocks);
        }
        return blocks.get(0);
    }
}
