package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import java.util.List;
import java.util.Optional;

/**
 * Reasoning in messages of chat completions, for which the reference has no place: {@code reasoning_content} as DeepSeek
 * and vLLM have it, and {@code reasoning_signature} for the seal. A message has room for one sealed thought, and a seal
 * fits only the words it was made for; so seals of several thoughts together count as none.
 */
final class Thoughts {
    static final String TEXT = "reasoning_content";
    static final String SEAL = "reasoning_signature";
    /** Between thoughts that become one text. */
    static final String BREAK = "\n\n";

    private static final String REDACTED = "redacted:";
    private static final String SEALED = "camelid.";
    /** Makes a seal that a stream has sent already count as none. */
    static final String SPOILED = SEALED + SEALED;

    private Thoughts() {}

    /** The seal of a thought without words, which is told from that of a thought whose words are left out. */
    static String seal(Part.RedactedReasoning redacted) {
        return REDACTED + seal(redacted.data());
    }

    static String seal(Signature signature) {
        return signature.textFor("");
    }

    static List<Part> read(String text, String seal) {
        if (seal.startsWith(REDACTED) && isOne(seal)) {
            Part redacted = new Part.RedactedReasoning(Signature.read(seal.substring(REDACTED.length()), ""));
            return text.isEmpty() ? List.of(redacted) : List.of(new Part.Reasoning(text, Optional.empty()), redacted);
        }
        if (!seal.isEmpty() && isOne(seal)) {
            return List.of(new Part.Reasoning(text, Optional.of(Signature.read(seal, ""))));
        }
        return text.isEmpty() ? List.of() : List.of(new Part.Reasoning(text, Optional.empty()));
    }

    /** Streams may have sent several seals, which a client has put together. */
    private static boolean isOne(String seal) {
        int first = seal.indexOf(SEALED);
        return first < 0 || seal.indexOf(SEALED, first + 1) < 0;
    }

    /** Adds what was thought to a message. */
    static void write(List<Part> parts, ObjectNode message) {
        StringBuilder text = new StringBuilder();
        StringBuilder seals = new StringBuilder();
        int thoughts = 0;
        for (Part part : parts) {
            if (part instanceof Part.Reasoning thought) {
                text.append(thoughts++ == 0 ? "" : BREAK).append(thought.text());
                thought.signature().ifPresent(signature -> seals.append(seal(signature)));
            } else if (part instanceof Part.RedactedReasoning redacted) {
                seals.append(seal(redacted));
            }
        }
        if (thoughts > 0) {
            message.put(TEXT, text.toString());
        }
        if (thoughts <= 1 && seals.length() > 0 && isOne(seals.toString())) {
            message.put(SEAL, seals.toString());
        }
    }
}
