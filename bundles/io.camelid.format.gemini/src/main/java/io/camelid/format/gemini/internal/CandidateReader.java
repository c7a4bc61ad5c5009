package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.ChatEvent;
import io.camelid.spi.chat.FinishReason;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.TokenLogprob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tells what one candidate says. Words and thoughts come in pieces whose ends nobody marks: the next part of another
 * kind is the end. For one answer; not thread-safe.
 */
final class CandidateReader {
    private static final Part WORDS = new Part.Text("");
    private static final Part THOUGHTS = new Part.Reasoning("", Optional.empty());

    private final int index;
    private final String seed;
    private final ToolNames names;
    private final Consumer<ChatEvent> events;
    private int parts;
    private Part open;
    private List<TokenLogprob> logprobs = List.of();
    private boolean called;
    private String finishReason = "";

    /** @param seed of ids for calls without one; unlike that of any other answer in the conversation */
    CandidateReader(int index, String seed, ToolNames names, Consumer<ChatEvent> events) {
        this.index = index;
        this.seed = seed;
        this.names = names;
        this.events = events;
    }

    boolean isFinished() {
        return !finishReason.isEmpty();
    }

    void read(JsonNode candidate) {
        logprobs = LogprobsResult.read(candidate.path("logprobsResult"));
        for (JsonNode part : candidate.path("content").path("parts")) {
            part(part);
        }
        tellLogprobs();
        String reason = candidate.path("finishReason").asText();
        if (!reason.isEmpty() && !reason.equals("null")) {
            finishReason = reason;
        }
    }

    private void part(JsonNode part) {
        Optional<Signature> signature = Optional.of(
                        part.path("thoughtSignature").asText())
                .filter(text -> !text.isEmpty())
                .map(text -> new Signature(Signature.GOOGLE, text));
        if (part.has("functionCall")) {
            call(part.get("functionCall"), signature);
        } else if (part.path("thought").asBoolean()) {
            thought(part.path("text").asText(), signature);
        } else {
            said(part);
            signature.map(Part.RedactedReasoning::new).ifPresent(this::whole);
        }
    }

    private void said(JsonNode part) {
        if (part.has("inlineData")) {
            String mediaType = part.get("inlineData").path("mimeType").asText();
            whole(Part.Media.of(
                    MediaTypes.kind(mediaType),
                    mediaType,
                    new Part.Media.Data(part.get("inlineData").path("data").asText())));
        } else if (part.has("fileData")) {
            String mediaType = part.get("fileData").path("mimeType").asText();
            whole(Part.Media.of(
                    MediaTypes.kind(mediaType),
                    mediaType,
                    new Part.Media.Url(part.get("fileData").path("fileUri").asText())));
        } else if (part.has("executableCode")) {
            JsonNode code = part.get("executableCode");
            words(CodeExecution.code(
                    code.path("language").asText(), code.path("code").asText()));
        } else if (part.has("codeExecutionResult")) {
            words(CodeExecution.output(
                    part.get("codeExecutionResult").path("output").asText()));
        } else {
            words(part.path("text").asText());
        }
    }

    private void words(String text) {
        if (!text.isEmpty()) {
            open(WORDS);
            events.accept(new ChatEvent.PartDelta(index, parts - 1, text));
            tellLogprobs();
        }
    }

    /** Probabilities belong to words; of other tokens they cannot be told. */
    private void tellLogprobs() {
        if (open == WORDS && !logprobs.isEmpty()) {
            events.accept(new ChatEvent.PartLogprobs(index, parts - 1, logprobs));
            logprobs = List.of();
        }
    }

    private void thought(String text, Optional<Signature> signature) {
        if (text.isEmpty() && signature.isEmpty()) {
            return;
        }
        open(THOUGHTS);
        if (!text.isEmpty()) {
            events.accept(new ChatEvent.PartDelta(index, parts - 1, text));
        }
        if (signature.isPresent()) {
            events.accept(new ChatEvent.PartSigned(index, parts - 1, signature.get()));
            close();
        }
    }

    private void call(JsonNode call, Optional<Signature> signature) {
        close();
        String id = call.path("id").asText();
        String name = names.original(call.path("name").asText());
        JsonNode arguments = call.path("args");
        String known = id.isEmpty() ? generatedId() : id;
        open = new Part.ToolCall(known, name, new Json(""), signature);
        events.accept(new ChatEvent.PartStarted(index, parts++, open));
        events.accept(
                new ChatEvent.PartDelta(index, parts - 1, arguments.isObject() ? JsonTree.text(arguments) : "{}"));
        close();
        called = true;
    }

    /** The same for the same answer, however it is cut into chunks. */
    private String generatedId() {
        UUID id = UUID.nameUUIDFromBytes((seed + "/" + parts).getBytes(StandardCharsets.UTF_8));
        return "call_" + id.toString().replace("-", "").substring(0, 24);
    }

    private void whole(Part part) {
        close();
        events.accept(new ChatEvent.PartStarted(index, parts++, part));
        events.accept(new ChatEvent.PartEnded(index, parts - 1));
    }

    private void open(Part kind) {
        if (open != kind) {
            close();
            open = kind;
            events.accept(new ChatEvent.PartStarted(index, parts++, kind));
        }
    }

    private void close() {
        if (open != null) {
            open = null;
            events.accept(new ChatEvent.PartEnded(index, parts - 1));
        }
    }

    /** @param blocked whether the prompt was refused after all */
    void end(boolean blocked) {
        close();
        FinishReason reason = !isFinished() && blocked
                ? FinishReason.CONTENT_FILTER
                : FinishReasons.read(isFinished() ? finishReason : "STOP", called);
        events.accept(new ChatEvent.Finished(index, reason, Optional.empty()));
    }
}
