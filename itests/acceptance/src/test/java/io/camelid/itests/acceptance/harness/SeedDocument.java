package io.camelid.itests.acceptance.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One of the two documents that the product was asked for with, read as its readers do: by section, and
 * what is in a fence is copied and pasted.
 *
 * @param lines of the document or of a part of it
 */
public record SeedDocument(List<String> lines) {
    private static final String FENCE = "```";

    public static SeedDocument read(String name) throws IOException {
        try (InputStream in = SeedDocument.class.getResourceAsStream("/seeds/" + name)) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
            return new SeedDocument(text.lines().toList());
        }
    }

    /** What stands below a heading, up to the next of its level or a higher one. */
    public SeedDocument section(String heading) {
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
        return new SeedDocument(section);
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

    /** The only block of shell commands. */
    public String script() {
        List<String> blocks = blocks("bash");
        if (blocks.size() != 1) {
            throw new IllegalArgumentException("not one script: " + blocks);
        }
        return blocks.get(0);
    }
}
