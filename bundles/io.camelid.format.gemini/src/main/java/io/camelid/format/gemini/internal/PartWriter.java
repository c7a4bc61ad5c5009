package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Writes parts of an answer for a client. */
final class PartWriter {
    private PartWriter() {}

    static ObjectNode write(Part part) {
        if (part instanceof Part.Reasoning reasoning) {
            return thought(reasoning.text(), reasoning.signature());
        }
        if (part instanceof Part.RedactedReasoning redacted) {
            return signed(text(""), Optional.of(redacted.data()));
        }
        if (part instanceof Part.ToolCall call) {
            return call(call);
        }
        if (part instanceof Part.Media media) {
            return media(media);
        }
        if (part instanceof Part.Refusal refusal) {
            return text(refusal.text());
        }
        // Results and cache points are no part of an answer.
        return text(part instanceof Part.Text words ? words.text() : "");
    }

    static ObjectNode text(String text) {
        return JsonTree.object().put("text", text);
    }

    static ObjectNode thought(String text, Optional<Signature> signature) {
        return signed(text(text).put("thought", true), signature);
    }

    static ObjectNode call(Part.ToolCall call) {
        ObjectNode part = JsonTree.object();
        ObjectNode function = part.putObject("functionCall");
        if (!call.id().isEmpty()) {
            function.put("id", call.id());
        }
        function.put("name", call.name()).set("args", Arguments.of(call.arguments()));
        return signed(part, call.signature());
    }

    private static ObjectNode signed(ObjectNode part, Optional<Signature> signature) {
        signature.ifPresent(seal -> part.put("thoughtSignature", Seals.write(seal)));
        return part;
    }

    private static ObjectNode media(Part.Media media) {
        if (media.source() instanceof Part.Media.Data data) {
            return inline(media.mediaType(), data.base64());
        }
        if (media.source() instanceof Part.Media.PlainText text) {
            return inline(
                    "text/plain", Base64.getEncoder().encodeToString(text.text().getBytes(StandardCharsets.UTF_8)));
        }
        ObjectNode part = JsonTree.object();
        String uri =
                media.source() instanceof Part.Media.Url url ? url.url() : ((Part.Media.FileId) media.source()).id();
        part.putObject("fileData").put("mimeType", media.mediaType()).put("fileUri", uri);
        return part;
    }

    private static ObjectNode inline(String mediaType, String base64) {
        ObjectNode part = JsonTree.object();
        part.putObject("inlineData").put("mimeType", mediaType).put("data", base64);
        return part;
    }
}
