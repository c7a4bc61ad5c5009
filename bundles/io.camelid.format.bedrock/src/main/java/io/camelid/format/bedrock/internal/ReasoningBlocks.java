package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import java.util.Optional;

/** Converse's {@code reasoningContent}. */
final class ReasoningBlocks {
    static final String MEMBER = "reasoningContent";
    static final String REDACTED = "redactedContent";
    static final String SIGNATURE = "signature";
    static final String TEXT = "text";

    private static final String REASONING_TEXT = "reasoningText";

    private ReasoningBlocks() {}

    /** Whether a part is a thought that Anthropic's models take back. */
    static boolean isAnthropic(Part part) {
        return signature(part)
                .filter(signature -> signature.vendor().equals(Signature.ANTHROPIC))
                .isPresent();
    }

    /** The seal on a thought, if it has one. */
    static Optional<Signature> signature(Part part) {
        if (part instanceof Part.Reasoning reasoning) {
            return reasoning.signature();
        }
        return part instanceof Part.RedactedReasoning redacted ? Optional.of(redacted.data()) : Optional.empty();
    }

    /** @param placeOf whose signatures are written without a name */
    static ObjectNode block(Part.Reasoning reasoning, String placeOf) {
        ObjectNode block = JsonTree.object();
        ObjectNode text = block.putObject(MEMBER).putObject(REASONING_TEXT).put(TEXT, reasoning.text());
        reasoning.signature().ifPresent(signature -> text.put(SIGNATURE, signature.textFor(placeOf)));
        return block;
    }

    /** @param placeOf whose signatures are written without a name */
    static ObjectNode block(Part.RedactedReasoning reasoning, String placeOf) {
        ObjectNode block = JsonTree.object();
        block.putObject(MEMBER).put(REDACTED, RedactedContent.text(reasoning.data(), placeOf));
        return block;
    }

    /** The thought in a block's {@code reasoningContent}; empty if it is of no known kind. */
    static Optional<Part> read(JsonNode content, String placeOf) {
        JsonNode redacted = content.path(REDACTED);
        if (redacted.isTextual()) {
            return Optional.of(new Part.RedactedReasoning(RedactedContent.read(redacted.textValue(), placeOf)));
        }
        JsonNode reasoning = content.path(REASONING_TEXT);
        if (!reasoning.isObject()) {
            return Optional.empty();
        }
        String signature = reasoning.path(SIGNATURE).asText("");
        return Optional.of(new Part.Reasoning(
                reasoning.path(TEXT).asText(""),
                signature.isEmpty() ? Optional.empty() : Optional.of(Signature.read(signature, placeOf))));
    }
}
