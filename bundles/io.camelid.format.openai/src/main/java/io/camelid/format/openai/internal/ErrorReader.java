package io.camelid.format.openai.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads errors of servers that speak OpenAI's formats. The reference's shape is {@code {"error": {message, type, param, code}}};
 * compatible servers also say {@code error} as a text (Ollama), {@code detail} (FastAPI), the object without a wrapping
 * (vLLM), a list of one (Google), a {@code code} of any type; and proxies on the way answer with HTML or nothing.
 */
final class ErrorReader {
    private static final String UNKNOWN = "upstream_status";
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_PLAIN = 300;
    private static final int LONGEST_CODE = 64;

    private ErrorReader() {}

    /** The body of an answer that is no success; the status stays. */
    static LlmError read(int status, ByteBuffer body) {
        JsonNode node = JsonTree.find(body).map(ErrorReader::single).orElse(null);
        String message = node == null ? plain(body) : message(node);
        if (message.isEmpty()) {
            message = "answered " + status + (body.hasRemaining() ? " without saying why" : " with an empty body");
        }
        return new LlmError(
                ErrorKind.ofStatus(status),
                status,
                node == null ? UNKNOWN : code(error(node)),
                message,
                node == null ? Optional.empty() : param(node));
    }

    /** An error in an answer that began as a success; its kind is what the error itself says. */
    static LlmError inAnswer(JsonNode answer) {
        JsonNode error = error(answer);
        ErrorKind kind = kind(Nodes.textOrJson(error.get("type")) + " " + Nodes.textOrJson(error.get("code")));
        String message = message(answer);
        return new LlmError(
                kind, kind.status(), code(error), message.isEmpty() ? "reported an error" : message, param(answer));
    }

    private static ErrorKind kind(String words) {
        String said = words.toLowerCase(Locale.ROOT);
        if (said.contains("rate_limit") || said.contains("quota") || said.contains("429")) {
            return ErrorKind.RATE_LIMITED;
        }
        if (said.contains("overloaded")
                || said.contains("unavailable")
                || said.contains("503")
                || said.contains("529")) {
            return ErrorKind.UNAVAILABLE;
        }
        if (said.contains("timeout") || said.contains("504")) {
            return ErrorKind.TIMEOUT;
        }
        boolean request = said.contains("invalid") || said.contains("context_length") || said.contains("badrequest");
        return request ? ErrorKind.INVALID_REQUEST : ErrorKind.UPSTREAM;
    }

    private static JsonNode single(JsonNode node) {
        return node.isArray() && node.size() == 1 ? node.get(0) : node;
    }

    /** The object that says it: {@code error}, or the whole. */
    private static JsonNode error(JsonNode node) {
        return node.path("error").isObject() ? node.get("error") : node;
    }

    private static String message(JsonNode node) {
        JsonNode error = error(node);
        for (String member : List.of("message", "detail", "error", "error_description", "msg")) {
            JsonNode value = error.get(member);
            if (value != null && value.isTextual() && !value.textValue().isBlank()) {
                return bounded(value.textValue(), LONGEST_MESSAGE);
            }
        }
        List<String> details = new ArrayList<>();
        for (JsonNode detail : error.path("detail")) {
            String place = place(detail);
            details.add((place.isEmpty() ? "" : place + ": ") + Nodes.text(detail, "msg"));
        }
        return bounded(String.join("; ", details), LONGEST_MESSAGE);
    }

    /** Where in the request FastAPI finds a fault. */
    private static String place(JsonNode detail) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : detail.path("loc")) {
            if (!name.asText().equals("body")) {
                names.add(name.asText());
            }
        }
        return String.join(".", names);
    }

    private static Optional<String> param(JsonNode node) {
        String param = Nodes.text(error(node), "param");
        if (param.isEmpty() && node.path("detail").isArray()) {
            param = place(node.path("detail").path(0));
        }
        return param.isEmpty() ? Optional.empty() : Optional.of(bounded(param, LONGEST_PLAIN));
    }

    /** The {@code code} if it is a word, else the {@code type}. */
    private static String code(JsonNode error) {
        for (String member : List.of("code", "type")) {
            String word = Nodes.text(error, member)
                    .replaceAll("([a-z])([A-Z])", "$1_$2")
                    .toLowerCase(Locale.ROOT);
            if (!word.isEmpty() && word.length() <= LONGEST_CODE && word.matches("[a-z][a-z0-9_.-]*")) {
                return word;
            }
        }
        return UNKNOWN;
    }

    /** What a body that is no JSON says: a short text, or the title of a page. */
    private static String plain(ByteBuffer body) {
        byte[] start = new byte[Math.min(body.remaining(), 8 * LONGEST_MESSAGE)];
        body.duplicate().get(start);
        String text = new String(start, StandardCharsets.UTF_8).strip();
        if (text.indexOf('<') < 0) {
            return text.startsWith("{") || text.startsWith("[") ? "" : bounded(text, LONGEST_PLAIN);
        }
        int title = text.toLowerCase(Locale.ROOT).indexOf("<title>");
        int end = text.indexOf('<', title + 1);
        if (title < 0 || end < 0) {
            return "";
        }
        return bounded(text.substring(title + "<title>".length(), end).strip(), LONGEST_PLAIN);
    }

    private static String bounded(String text, int longest) {
        String shown = text.length() <= longest ? text : text.substring(0, longest) + "…";
        StringBuilder printable = new StringBuilder(shown.length());
        shown.codePoints().forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return printable.toString();
    }
}
