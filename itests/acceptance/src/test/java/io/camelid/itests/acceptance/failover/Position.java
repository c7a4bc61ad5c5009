package io.camelid.itests.acceptance.failover;

import java.util.List;
import java.util.Locale;

/** Who of the document's three providers fails. */
enum Position {
    FIRST("gpt-4 fails", Entry.GPT_4),
    SECOND("sonnet fails", Entry.SONNET),
    BOTH("both of group 1 fail", Entry.GPT_4, Entry.SONNET),
    ALL("all three fail", Entry.GPT_4, Entry.SONNET, Entry.GPT_3_5);

    /** An entry of the document's Backend. */
    enum Entry {
        GPT_4("openai-gpt-4", 1, "gpt-4"),
        SONNET("anthropic-sonnet", 1, "claude-3-5-sonnet-20241022"),
        GPT_3_5("openai-gpt-3.5", 2, "gpt-3.5-turbo");

        private final String provider;
        private final int group;
        private final String model;

        Entry(String provider, int group, String model) {
            this.provider = provider;
            this.group = group;
            this.model = model;
        }

        /** Its name in the Backend. */
        String provider() {
            return provider;
        }

        /** How the gateway speaks of it. */
        String place() {
            return provider + " (group " + group + ")";
        }

        String model() {
            return model;
        }
    }

    private final String words;
    private final List<Entry> failing;

    Position(String words, Entry... failing) {
        this.words = words;
        this.failing = List.of(failing);
    }

    /** For people. */
    String words() {
        return words;
    }

    List<Entry> failing() {
        return failing;
    }

    /** Who answers in their place, of those that do not fail; empty if there is nobody. */
    String standIn() {
        return switch (this) {
            case FIRST -> Entry.SONNET.provider();
            case SECOND -> Entry.GPT_4.provider();
            case BOTH -> Entry.GPT_3_5.provider();
            case ALL -> "";
        };
    }

    String slug() {
        return name().toLowerCase(Locale.ROOT);
    }
}
