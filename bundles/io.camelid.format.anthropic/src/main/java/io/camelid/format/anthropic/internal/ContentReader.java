package io.camelid.format.anthropic.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads what messages of a client's request consist of. For one request; not thread-safe. */
final class ContentReader {
    private static final String CONTENT = "content";

    private final Losses losses;

    ContentReader(Losses losses) {
        this.losses = losses;
    }

    /** A message. */
    List<Part> message(Members message, Role role) throws LlmException {
        List<Part> parts = new ArrayList<>();
        message.required(CONTENT);
        for (Members block : blocks(message, CONTENT, parts)) {
            addBlock(block, role, parts);
        }
        return parts;
    }

    /** Instructions, which are text. */
    List<Part> system(Members holder, String name) throws LlmException {
        List<Part> parts = new ArrayList<>();
        for (Members block : blocks(holder, name, parts)) {
            if (!type(block).equals("text")) {
                throw block.invalid("type", "'" + block.path("type") + "' must be 'text'.");
            }
            parts.add(new Part.Text(block.requiredString("text")));
            end(block, parts);
        }
        return parts;
    }

    /** The blocks of content; a text in their place becomes a part at once. */
    private static List<Members> blocks(Members holder, String name, List<Part> parts) throws LlmException {
        JsonNode content = holder.value(name).orElse(null);
        if (content != null && content.isTextual()) {
            parts.add(new Part.Text(content.textValue()));
            return List.of();
        }
        return holder.objects(name);
    }

    private static String type(Members block) throws LlmException {
        return block.requiredString("type");
    }

    private void addBlock(Members block, Role role, List<Part> parts) throws LlmException {
        String type = type(block);
        switch (type) {
            case "text", "image", "document", "search_result" -> addShared(block, type, parts);
            case "tool_result" -> {
                require(role == Role.USER, block, "in messages of the user");
                parts.add(result(block));
            }
            case "tool_use" -> {
                require(role == Role.ASSISTANT, block, "in messages of the assistant");
                parts.add(Part.ToolCall.ofSealedId(
                        block.requiredString("id"),
                        block.requiredString("name"),
                        JsonTree.json(block.value("input").orElseGet(JsonTree::object))));
                block.passOver("caller");
            }
            case "thinking" -> {
                require(role == Role.ASSISTANT, block, "in messages of the assistant");
                Optional<Signature> signature = block.string("signature")
                        .filter(text -> !text.isEmpty())
                        .map(text -> Signature.read(text, Signature.ANTHROPIC));
                parts.add(new Part.Reasoning(block.requiredString("thinking"), signature));
            }
            case "redacted_thinking" -> {
                require(role == Role.ASSISTANT, block, "in messages of the assistant");
                parts.add(
                        new Part.RedactedReasoning(Signature.read(block.requiredString("data"), Signature.ANTHROPIC)));
            }
            default -> {
                require(isHosted(type), block, "of a known type");
                losses.add(Losses.HOSTED_TOOLS);
                return;
            }
        }
        end(block, parts);
    }

    /** Calls and results of tools that Anthropic runs itself, and what these need. */
    private static boolean isHosted(String type) {
        return type.equals("server_tool_use")
                || type.equals("mcp_tool_use")
                || type.equals("container_upload")
                || type.endsWith("_tool_result");
    }

    private static void require(boolean holds, Members block, String where) throws LlmException {
        if (!holds) {
            throw block.invalid("type", "'" + block.path("type") + "' must be " + where + ".");
        }
    }

    /** Blocks of messages and of results alike. */
    private void addShared(Members block, String type, List<Part> parts) throws LlmException {
        switch (type) {
            case "text" -> {
                parts.add(new Part.Text(block.requiredString("text")));
                // What an earlier answer quoted; the text holds without it.
                block.passOver("citations");
            }
            case "image" -> parts.add(media(Media.Kind.IMAGE, source(block), Optional.empty()));
            case "document" -> addDocument(block, parts);
            case "search_result" -> parts.add(searchResult(block));
            default -> throw block.invalid("type", "'" + block.path("type") + "' cannot be in the result of a tool.");
        }
    }

    /** What every block may have. */
    private void end(Members block, List<Part> parts) throws LlmException {
        CacheMarks.read(block).ifPresent(parts::add);
        block.unread(losses);
    }

    private Part.ToolResult result(Members block) throws LlmException {
        List<Part> content = new ArrayList<>();
        for (Members inner : blocks(block, CONTENT, content)) {
            String type = type(inner);
            if (type.equals("tool_reference")) {
                losses.add(Losses.HOSTED_TOOLS);
            } else {
                addShared(inner, type, content);
                end(inner, content);
            }
        }
        return new Part.ToolResult(
                Part.ToolCall.plainId(block.requiredString("tool_use_id")),
                "",
                content,
                block.flag("is_error").orElse(false));
    }

    private static Members source(Members block) throws LlmException {
        return Members.of(block.required("source"), block.path("source"));
    }

    private static Media media(Media.Kind kind, Members source, Optional<String> name) throws LlmException {
        String type = type(source);
        String mediaType = source.string("media_type").orElse("");
        Media.Source from =
                switch (type) {
                    case "base64" -> new Media.Data(source.requiredString("data"));
                    case "url" -> new Media.Url(source.requiredString("url"));
                    case "file" -> new Media.FileId(source.requiredString("file_id"));
                    case "text" -> new Media.PlainText(source.requiredString("data"));
                    default -> throw source.invalid("type", "'" + source.path("type") + "' is not known.");
                };
        return new Media(kind, mediaType, from, name, Optional.empty());
    }

    private void addDocument(Members block, List<Part> parts) throws LlmException {
        Members source = source(block);
        Optional<String> title = block.string("title");
        if (type(source).equals(CONTENT)) {
            addDocumentOfBlocks(source, title, parts);
        } else {
            Media document = media(Media.Kind.DOCUMENT, source, title);
            boolean pdf = document.mediaType().isEmpty() && document.source() instanceof Media.Url;
            // The reference has documents at an address be PDF.
            parts.add(pdf ? media(document, "application/pdf") : document);
        }
        citations(block);
    }

    /** Whether answers are to say what of this they quote, which only Anthropic's can. */
    private void citations(Members block) throws LlmException {
        Optional<Members> citations = block.object("citations");
        if (citations.isPresent() && citations.get().flag("enabled").orElse(false)) {
            losses.add("citations");
        }
    }

    private static Media media(Media media, String mediaType) {
        return new Media(media.kind(), mediaType, media.source(), media.name(), media.detail());
    }

    /** A document made of blocks: its text, and after it the pictures. */
    private void addDocumentOfBlocks(Members source, Optional<String> title, List<Part> parts) throws LlmException {
        List<Part> inside = new ArrayList<>();
        for (Members block : blocks(source, CONTENT, inside)) {
            addShared(block, type(block), inside);
            end(block, inside);
        }
        StringJoiner text = new StringJoiner("\n");
        List<Part> others = new ArrayList<>();
        for (Part part : inside) {
            if (part instanceof Part.Text words) {
                text.add(words.text());
            } else {
                others.add(part);
            }
        }
        parts.add(new Media(
                Media.Kind.DOCUMENT, "text/plain", new Media.PlainText(text.toString()), title, Optional.empty()));
        parts.addAll(others);
    }

    /** What a search found, as text. */
    private Part.Text searchResult(Members block) throws LlmException {
        StringJoiner text = new StringJoiner("\n");
        block.string("title").ifPresent(text::add);
        block.string("source").ifPresent(text::add);
        for (Members inner : block.objects(CONTENT)) {
            text.add(inner.requiredString("text"));
        }
        citations(block);
        return new Part.Text(text.toString());
    }
}
