package io.camelid.format.bedrock.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Part.Media;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Reads the blocks of a client's request: unions, of which each block has one member. For one request. */
final class BlockReader {
    private static final String TEXT = "text";
    private static final String GUARD = "guardContent";

    private final Losses losses;

    BlockReader(Losses losses) {
        this.losses = losses;
    }

    /** What a block of the system's says. */
    List<Part> system(Members block) throws LlmException {
        String text = block.string(TEXT).orElse(null);
        if (text != null) {
            return List.of(new Part.Text(text));
        }
        JsonNode point = block.value(CachePoints.MEMBER).orElse(null);
        return point != null ? List.of(CachePoints.read(point)) : guarded(block);
    }

    /** What a block of a message says. */
    List<Part> content(Members block, Role role) throws LlmException {
        Members use = block.object("toolUse").orElse(null);
        if (use != null) {
            of(Role.ASSISTANT, role, block, "toolUse");
            return List.of(toolUse(use));
        }
        Members result = block.object("toolResult").orElse(null);
        if (result != null) {
            of(Role.USER, role, block, "toolResult");
            return List.of(toolResult(result));
        }
        JsonNode reasoning = block.value(ReasoningBlocks.MEMBER).orElse(null);
        if (reasoning != null) {
            of(Role.ASSISTANT, role, block, ReasoningBlocks.MEMBER);
            return List.of(ReasoningBlocks.read(reasoning, Signature.ANTHROPIC)
                    .orElseThrow(() -> block.invalid(ReasoningBlocks.MEMBER, "Unknown kind of reasoning.")));
        }
        Optional<Media> media = media(block);
        if (media.isPresent()) {
            return List.of(media.get());
        }
        Members words = words(block);
        return words != null ? List.of(new Part.Text(texts(words))) : system(block);
    }

    /** A member whose content is words, and more than that; null if there is none. */
    private Members words(Members block) throws LlmException {
        for (String name : List.of("citationsContent", "searchResult")) {
            Members words = block.object(name).orElse(null);
            if (words != null) {
                losses.add(name);
                return words;
            }
        }
        return null;
    }

    private static String texts(Members words) throws LlmException {
        StringJoiner texts = new StringJoiner("\n");
        for (Members piece : words.objects("content")) {
            piece.string(TEXT).ifPresent(texts::add);
        }
        return texts.toString();
    }

    /** What a guardrail is to look at is part of what is said; that it is to look there is lost. */
    private List<Part> guarded(Members block) throws LlmException {
        Members content = block.object(GUARD).orElse(null);
        if (content == null) {
            throw new LlmException(LlmError.invalid(
                    "unsupported_content", block.path(), "'" + block.path() + "' is a block of an unknown kind."));
        }
        losses.add(GUARD);
        Members text = content.object(TEXT).orElse(null);
        if (text != null) {
            return List.of(new Part.Text(text.requiredString(TEXT)));
        }
        return media(content)
                .<List<Part>>map(List::of)
                .orElseThrow(() -> block.invalid(GUARD, "A text or an image is expected."));
    }

    private Part toolUse(Members use) throws LlmException {
        Json input = use.value("input").map(JsonTree::json).orElse(Json.EMPTY_OBJECT);
        Part call = Part.ToolCall.ofSealedId(use.requiredString("toolUseId"), use.requiredString("name"), input);
        use.passOver("type");
        use.unread(losses);
        return call;
    }

    private Part toolResult(Members result) throws LlmException {
        List<Part> content = new ArrayList<>();
        result.required("content");
        for (Members piece : result.objects("content")) {
            content.add(resultPiece(piece));
        }
        boolean failed = result.string("status").filter("error"::equals).isPresent();
        Part read = new Part.ToolResult(Part.ToolCall.plainId(result.requiredString("toolUseId")), "", content, failed);
        result.passOver("type");
        result.unread(losses);
        return read;
    }

    private Part resultPiece(Members piece) throws LlmException {
        JsonNode json = piece.value("json").orElse(null);
        if (json != null) {
            return new Part.Text(JsonTree.text(json));
        }
        Optional<Media> media = media(piece);
        if (media.isPresent()) {
            return media.get();
        }
        Members words = words(piece);
        return new Part.Text(words != null ? texts(words) : piece.requiredString(TEXT));
    }

    private Optional<Media> media(Members block) throws LlmException {
        for (Media.Kind kind : Media.Kind.values()) {
            Members content = block.object(MediaFormats.member(kind)).orElse(null);
            if (content != null) {
                return Optional.of(media(kind, content));
            }
        }
        return Optional.empty();
    }

    private Media media(Media.Kind kind, Members content) throws LlmException {
        String format =
                kind == Media.Kind.DOCUMENT ? content.string("format").orElse("txt") : content.requiredString("format");
        Members source = Members.of(content.required("source"), content.path("source"));
        Media media = new Media(
                kind, MediaFormats.mediaType(kind, format), source(source), content.string("name"), Optional.empty());
        source.unread(losses);
        content.unread(losses);
        return media;
    }

    private static Media.Source source(Members source) throws LlmException {
        Members object = source.object("s3Location").orElse(null);
        if (object != null) {
            return new Media.Url(object.requiredString("uri"));
        }
        String text = source.string(TEXT).orElse(null);
        if (text != null) {
            return new Media.PlainText(text);
        }
        if (source.value("content").isPresent()) {
            return new Media.PlainText(texts(source));
        }
        return new Media.Data(source.requiredString("bytes"));
    }

    private static void of(Role expected, Role actual, Members block, String name) throws LlmException {
        if (expected != actual) {
            throw block.invalid(name, "A message of this role has no '" + name + "'.");
        }
    }
}
