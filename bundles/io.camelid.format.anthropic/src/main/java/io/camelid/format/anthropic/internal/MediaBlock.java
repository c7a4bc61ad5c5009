package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part.Media;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** Pictures and documents as content blocks. */
final class MediaBlock {
    private static final String PDF = "application/pdf";
    private static final String PLAIN = "text/plain";
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    private static final Set<String> TEXTS =
            Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml");

    private MediaBlock() {}

    /** @throws LlmException {@code unsupported_content}, if Anthropic takes nothing like it */
    static ObjectNode of(Media media, Losses losses) throws LlmException {
        media.detail().filter(detail -> !detail.equals("auto")).ifPresent(detail -> losses.add(Losses.MEDIA_DETAIL));
        return switch (media.kind()) {
            case IMAGE -> block("image", image(media));
            case DOCUMENT -> {
                ObjectNode block = block("document", document(media));
                media.name().filter(name -> !name.isBlank()).ifPresent(name -> block.put("title", name));
                yield block;
            }
            case AUDIO, VIDEO ->
                throw unsupported("Anthropic's models take neither sound nor film; send a transcript or pictures.");
        };
    }

    private static ObjectNode block(String type, ObjectNode source) {
        ObjectNode block = JsonTree.object().put("type", type);
        block.set("source", source);
        return block;
    }

    private static ObjectNode image(Media media) throws LlmException {
        if (media.source() instanceof Media.Data data) {
            String type = mediaType(media);
            String known = type.equals("image/jpg") ? "image/jpeg" : type;
            if (!IMAGES.contains(known)) {
                throw unsupported("Anthropic takes pictures as JPEG, PNG, GIF or WebP, not as '" + type + "'.");
            }
            return base64(known, data.base64());
        }
        return elsewhere(media);
    }

    private static ObjectNode document(Media media) throws LlmException {
        if (media.source() instanceof Media.PlainText text) {
            return text(text.text());
        }
        if (!(media.source() instanceof Media.Data data)) {
            return elsewhere(media);
        }
        String type = mediaType(media);
        if (type.equals(PDF)) {
            return base64(PDF, data.base64());
        }
        if (type.startsWith("text/") || TEXTS.contains(type)) {
            return text(decoded(data.base64()));
        }
        throw unsupported("Anthropic takes documents as PDF or text, not as '" + type + "'; send its text.");
    }

    /** What is to be fetched from the web, or was uploaded. */
    private static ObjectNode elsewhere(Media media) throws LlmException {
        if (media.source() instanceof Media.FileId file) {
            return JsonTree.object().put("type", "file").put("file_id", file.id());
        }
        if (media.source() instanceof Media.Url url && url.url().matches("(?i)https?://.+")) {
            return JsonTree.object().put("type", "url").put("url", url.url());
        }
        throw unsupported(
                "Anthropic fetches pictures and documents by http and https only; send the content in base64.");
    }

    private static ObjectNode base64(String mediaType, String data) {
        return JsonTree.object()
                .put("type", "base64")
                .put("media_type", mediaType)
                .put("data", data);
    }

    private static ObjectNode text(String text) {
        return JsonTree.object().put("type", "text").put("media_type", PLAIN).put("data", text);
    }

    private static String decoded(String base64) throws LlmException {
        try {
            return new String(Base64.getDecoder().decode(base64.replaceAll("\\s", "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw unsupported("The content of a document is not valid base64.");
        }
    }

    /** Without parameters. */
    private static String mediaType(Media media) {
        return media.mediaType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    static LlmException unsupported(String message) {
        return new LlmException(LlmError.invalid("unsupported_content", "messages", message));
    }
}
