package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes {@code contents} as Google wants them: roles alternate and begin with the user's, results come in the order of
 * their calls and before anything else that the user says. Ids of calls are left out: not every version of the API
 * knows them, and without them the order says all. For one request; not thread-safe.
 */
final class ContentsWriter {
    /**
     * What Google documents for calls that its own models have not made, in place of the signature that Gemini 3 insists
     * on (ai.google.dev, "Thought signatures").
     */
    static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final String PLAIN_TEXT = "text/plain";

    private final GeminiModel model;
    private final ToolNames names;
    private final Losses losses;
    private final Map<String, Part.ToolCall> calls = new HashMap<>();
    private final Map<String, Integer> order = new HashMap<>();

    ContentsWriter(GeminiModel model, ToolNames names, Losses losses) {
        this.model = model;
        this.names = names;
        this.losses = losses;
    }

    ArrayNode write(List<Turn> turns) throws LlmException {
        ArrayNode contents = JsonTree.object().arrayNode();
        List<Turn> carried = new ArrayList<>(turns.size());
        for (Turn turn : turns) {
            List<Part> parts = turn.parts().stream().filter(this::isCarried).toList();
            if (!parts.isEmpty()) {
                carried.add(new Turn(turn.role(), parts));
            }
        }
        List<Turn> alternating = Turn.alternating(carried);
        if (alternating.isEmpty() || alternating.get(0).role() == Role.ASSISTANT) {
            // The API refuses empty contents and a model that speaks first.
            content("user", contents).addObject().put("text", " ");
        }
        for (Turn turn : alternating) {
            if (turn.role() == Role.USER) {
                user(turn.parts(), content("user", contents));
            } else {
                model(turn.parts(), content("model", contents));
            }
        }
        return contents;
    }

    private static ArrayNode content(String role, ArrayNode contents) {
        ObjectNode content = contents.addObject().put("role", role);
        return content.putArray("parts");
    }

    private boolean isCarried(Part part) {
        if (part instanceof Part.CachePoint) {
            losses.add(Losses.CACHE_POINT);
            return false;
        }
        if (part instanceof Part.Reasoning reasoning && !isOwn(reasoning.signature())
                || part instanceof Part.RedactedReasoning redacted && !isOwn(Optional.of(redacted.data()))) {
            losses.add(Losses.REASONING_HISTORY);
            return false;
        }
        if (part instanceof Part.Text text) {
            return !text.text().isEmpty();
        }
        return !(part instanceof Part.Refusal refusal) || !refusal.text().isEmpty();
    }

    private static boolean isOwn(Optional<Signature> signature) {
        return signature.filter(seal -> seal.vendor().equals(Signature.GOOGLE)).isPresent();
    }

    private void user(List<Part> parts, ArrayNode into) throws LlmException {
        List<Part.ToolResult> results = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                results.add(result);
            }
        }
        results.sort(Comparator.comparing(result -> order.getOrDefault(result.callId(), Integer.MAX_VALUE)));
        List<Part.Media> shownBeside = new ArrayList<>();
        for (Part.ToolResult result : results) {
            result(result, into, shownBeside);
        }
        for (Part.Media media : shownBeside) {
            media(media, into);
        }
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                into.addObject().put("text", text.text());
            } else if (part instanceof Part.Media media) {
                media(media, into);
            }
        }
    }

    private void result(Part.ToolResult result, ArrayNode into, List<Part.Media> shownBeside) throws LlmException {
        Part.ToolCall call = calls.get(result.callId());
        String name = call == null ? result.name() : call.name();
        ObjectNode response = into.addObject().putObject("functionResponse").put("name", names.reduced(name));
        response.set("response", response(result));
        ArrayNode media = response.arrayNode();
        for (Part part : result.content()) {
            if (part instanceof Part.CachePoint) {
                losses.add(Losses.CACHE_POINT);
            } else if (part instanceof Part.Media shown) {
                if (model.thinksByLevel()) {
                    media(shown, media);
                } else {
                    // Only from Gemini 3 on may a result hold more than text.
                    shownBeside.add(shown);
                }
            }
        }
        if (!media.isEmpty()) {
            response.set("parts", media);
        }
    }

    /** An object as it is, anything else under the names that Google's reference gives for it. */
    private static JsonNode response(Part.ToolResult result) {
        StringBuilder all = new StringBuilder();
        for (Part part : result.content()) {
            if (part instanceof Part.Text text) {
                all.append(all.length() == 0 ? "" : "\n").append(text.text());
            }
        }
        String text = all.toString();
        JsonNode object = text.startsWith("{")
                ? JsonTree.find(new Json(text))
                        .filter(ObjectNode.class::isInstance)
                        .orElse(null)
                : null;
        if (object != null && !result.error() && !isWrapped(object)) {
            return object;
        }
        ObjectNode wrapped = JsonTree.object();
        String name = result.error() ? "error" : "output";
        return object == null ? wrapped.put(name, text) : wrapped.set(name, object);
    }

    private static boolean isWrapped(JsonNode object) {
        return object.size() == 1 && (object.has("output") || object.has("error"));
    }

    private void model(List<Part> parts, ArrayNode into) throws LlmException {
        boolean firstCall = true;
        order.clear();
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                calls.put(call.id(), call);
                order.put(call.id(), order.size());
                call(call, firstCall, into);
                firstCall = false;
            } else if (part instanceof Part.Reasoning reasoning) {
                into.addObject()
                        .put("text", reasoning.text())
                        .put("thought", true)
                        .put(
                                "thoughtSignature",
                                reasoning.signature().orElseThrow().value());
            } else if (part instanceof Part.RedactedReasoning redacted) {
                sign(redacted.data(), into);
            } else if (part instanceof Part.Text text) {
                into.addObject().put("text", text.text());
            } else if (part instanceof Part.Refusal refusal) {
                into.addObject().put("text", refusal.text());
            } else if (part instanceof Part.Media media) {
                media(media, into);
            }
        }
    }

    private void call(Part.ToolCall call, boolean first, ArrayNode into) {
        ObjectNode part = into.addObject();
        ObjectNode arguments = Arguments.of(call.arguments());
        part.putObject("functionCall").put("name", names.reduced(call.name())).set("args", arguments);
        if (isOwn(call.signature())) {
            part.put("thoughtSignature", call.signature().orElseThrow().value());
        } else if (first && model.thinksByLevel()) {
            part.put("thoughtSignature", NO_SIGNATURE);
        }
        if (call.signature().isPresent() && !isOwn(call.signature())) {
            losses.add(Losses.REASONING_HISTORY);
        }
    }

    /** A seal that stood on words or alone goes back to where it was. */
    private static void sign(Signature seal, ArrayNode into) {
        boolean onWords = into.path(into.size() - 1) instanceof ObjectNode before
                && before.has("text")
                && !before.has("thoughtSignature");
        ObjectNode part = onWords
                ? (ObjectNode) into.get(into.size() - 1)
                : into.addObject().put("text", "");
        part.put("thoughtSignature", seal.value());
    }

    private void media(Part.Media media, ArrayNode into) throws LlmException {
        if (media.detail().filter(detail -> !detail.equals("auto")).isPresent()) {
            losses.add(Losses.MEDIA_DETAIL);
        }
        if (media.name().isPresent()) {
            losses.add("media_name");
        }
        Part.Media.Source source = media.source();
        if (source instanceof Part.Media.Data data) {
            inline(media.mediaType().isEmpty() ? standardType(media.kind()) : media.mediaType(), data.base64(), into);
        } else if (source instanceof Part.Media.PlainText text) {
            inline(PLAIN_TEXT, Base64.getEncoder().encodeToString(text.text().getBytes(StandardCharsets.UTF_8)), into);
        } else if (source instanceof Part.Media.Url url) {
            file(media, url.url(), into);
        } else {
            throw unsupported("Gemini does not know files that were uploaded to another provider: send the content as"
                    + " base64 data, or upload it to Google and give its URI.");
        }
    }

    private static void inline(String mediaType, String base64, ArrayNode into) {
        into.addObject().putObject("inlineData").put("mimeType", mediaType).put("data", base64);
    }

    private static String standardType(Part.Media.Kind kind) {
        return switch (kind) {
            case IMAGE -> "image/png";
            case AUDIO -> "audio/wav";
            case VIDEO -> "video/mp4";
            case DOCUMENT -> "application/pdf";
        };
    }

    private static void file(Part.Media media, String uri, ArrayNode into) throws LlmException {
        if (!GoogleUri.isFetched(uri)) {
            throw unsupported("Gemini fetches nothing from the web: send the content as base64 data, as a gs:// URI, or"
                    + " upload it through Google's Files API.");
        }
        String known = media.mediaType().isEmpty() ? MediaTypes.ofUri(uri) : media.mediaType();
        String mediaType = known.isEmpty() && GoogleUri.isYouTube(uri) ? "video/mp4" : known;
        if (mediaType.isEmpty() && uri.startsWith("gs://")) {
            throw unsupported("Gemini must be told the media type of a gs:// URI whose ending does not give it away.");
        }
        ObjectNode file = into.addObject().putObject("fileData");
        if (!mediaType.isEmpty()) {
            file.put("mimeType", mediaType);
        }
        file.put("fileUri", uri);
    }

    private static LlmException unsupported(String message) {
        return new LlmException(LlmError.of(ErrorKind.INVALID_REQUEST, "unsupported_content", message));
    }
}
