package io.camelid.format.gemini.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.format.tree.Members;
import io.camelid.spi.LlmException;
import io.camelid.spi.chat.Json;
import io.camelid.spi.chat.Losses;
import io.camelid.spi.chat.Part;
import io.camelid.spi.chat.Role;
import io.camelid.spi.chat.Signature;
import io.camelid.spi.chat.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A client's {@code contents}. Calls without an id get one, and results without one belong to the first call of that
 * name that has none yet. For one request; not thread-safe.
 */
final class ContentsReader {
    private static final String OUTPUT = "output";
    private static final String ERROR = "error";

    private final Losses losses;
    private final UnansweredCalls calls = new UnansweredCalls();

    ContentsReader(Losses losses) {
        this.losses = losses;
    }

    List<Turn> turns(List<Members> contents) throws LlmException {
        List<Turn> turns = new ArrayList<>(contents.size());
        for (Members content : contents) {
            List<Part> parts = new ArrayList<>();
            Role role = role(content);
            for (Members part : content.objects("parts")) {
                add(parts(part, role), parts);
            }
            content.unread(losses);
            if (!parts.isEmpty()) {
                turns.add(new Turn(role, parts));
            }
        }
        return turns;
    }

    /** Instructions; Google takes texts only. */
    List<Part> system(Members content) throws LlmException {
        content.passOver("role");
        List<Part> parts = new ArrayList<>();
        for (Members part : content.objects("parts")) {
            part.string("text").map(Part.Text::new).ifPresent(parts::add);
            part.unread(losses);
        }
        content.unread(losses);
        return parts;
    }

    private static Role role(Members content) throws LlmException {
        String role = content.string("role").orElse("user");
        return switch (role) {
            case "user", "function", "" -> Role.USER;
            case "model" -> Role.ASSISTANT;
            default -> throw content.invalid("role", "Please use a valid role: user, model.");
        };
    }

    /** A stream's thoughts come in pieces, of which the last is signed. */
    private static void add(List<Part> more, List<Part> parts) {
        for (Part part : more) {
            int last = parts.size() - 1;
            if (part instanceof Part.Reasoning next
                    && last >= 0
                    && parts.get(last) instanceof Part.Reasoning before
                    && before.signature().isEmpty()) {
                parts.set(last, new Part.Reasoning(before.text() + next.text(), next.signature()));
            } else {
                parts.add(part);
            }
        }
    }

    private List<Part> parts(Members part, Role role) throws LlmException {
        Optional<Signature> signature = part.string("thoughtSignature")
                .filter(text -> !text.isEmpty() && !text.equals(ContentsWriter.NO_SIGNATURE))
                .map(Seals::read);
        boolean thought = part.flag("thought").orElse(false);
        List<Part> read = new ArrayList<>();
        Optional<String> text = part.string("text");
        Optional<Members> call = part.object("functionCall");
        Optional<Members> result = part.object("functionResponse");
        Optional<Members> data = part.object("inlineData");
        Optional<Members> file = part.object("fileData");
        Optional<Members> code = part.object("executableCode");
        Optional<Members> output = part.object("codeExecutionResult");
        if (call.isPresent()) {
            read.add(call(call.get(), signature));
        } else if (result.isPresent()) {
            read.add(result(result.get()));
        } else if (data.isPresent()) {
            read.add(inline(data.get()));
        } else if (file.isPresent()) {
            read.add(file(file.get()));
        } else if (code.isPresent()) {
            read.add(new Part.Text(CodeExecution.code(
                    code.get().string("language").orElse(""),
                    code.get().string("code").orElse(""))));
        } else if (output.isPresent()) {
            output.get().passOver("outcome");
            read.add(new Part.Text(
                    CodeExecution.output(output.get().string("output").orElse(""))));
        } else if (thought && role == Role.ASSISTANT) {
            read.add(new Part.Reasoning(text.orElse(""), signature));
        } else {
            text.filter(words -> !words.isEmpty()).map(Part.Text::new).ifPresent(read::add);
            if (role == Role.ASSISTANT) {
                signature.map(Part.RedactedReasoning::new).ifPresent(read::add);
            }
        }
        part.unread(losses);
        return read;
    }

    private Part call(Members call, Optional<Signature> signature) throws LlmException {
        String name = call.requiredString("name");
        String id = calls.add(call.string("id").orElse(""), name);
        Json arguments = call.value("args").map(JsonTree::json).orElse(Json.EMPTY_OBJECT);
        call.unread(losses);
        return new Part.ToolCall(id, name, arguments, signature);
    }

    private Part result(Members result) throws LlmException {
        result.passOver("willContinue", "scheduling");
        String name = result.requiredString("name");
        String id = calls.answer(result.string("id").orElse(""), name)
                .orElseThrow(() -> result.invalid(
                        "name", "The function response '" + name + "' answers no function call before it."));
        JsonNode response = result.value("response").orElseGet(JsonTree::object);
        List<Part> content = new ArrayList<>();
        boolean error = response.size() == 1 && response.has(ERROR);
        JsonNode said = response.size() == 1 && (error || response.has(OUTPUT))
                ? response.path(error ? ERROR : OUTPUT)
                : response;
        content.add(new Part.Text(said.isTextual() ? said.textValue() : JsonTree.text(said)));
        for (Members part : result.objects("parts")) {
            Optional<Members> data = part.object("inlineData");
            Optional<Members> file = part.object("fileData");
            if (data.isPresent()) {
                content.add(inline(data.get()));
            } else if (file.isPresent()) {
                content.add(file(file.get()));
            }
            part.unread(losses);
        }
        result.unread(losses);
        return new Part.ToolResult(id, name, content, error);
    }

    private Part inline(Members data) throws LlmException {
        String mediaType = data.string("mimeType").orElse("");
        String base64 = data.requiredString("data");
        Optional<String> name = data.string("displayName");
        data.unread(losses);
        Part.Media.Source source = mediaType.equals("text/plain")
                ? text(base64).<Part.Media.Source>map(Part.Media.PlainText::new).orElse(new Part.Media.Data(base64))
                : new Part.Media.Data(base64);
        return new Part.Media(MediaTypes.kind(mediaType), mediaType, source, name, Optional.empty());
    }

    private static Optional<String> text(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException noText) {
            return Optional.empty();
        }
    }

    private Part file(Members file) throws LlmException {
        String uri = file.requiredString("fileUri");
        String mediaType = file.string("mimeType").orElseGet(() -> MediaTypes.ofUri(uri));
        Optional<String> name = file.string("displayName");
        file.unread(losses);
        Part.Media.Kind kind = GoogleUri.isYouTube(uri) ? Part.Media.Kind.VIDEO : MediaTypes.kind(mediaType);
        return new Part.Media(kind, mediaType, new Part.Media.Url(uri), name, Optional.empty());
    }
}
