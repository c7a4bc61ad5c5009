package io.camelid.provider.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.HeaderField;
import io.camelid.spi.provider.LocalAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Puts answers into HTTP. */
final class AnswerFactory {
    private static final HeaderField HONEST = HeaderField.of("x-camelid-demo", "made up inside the gateway");
    private static final HeaderField JSON = HeaderField.of("Content-Type", "application/json");
    private static final HeaderField EVENTS = HeaderField.of("Content-Type", "text/event-stream");
    private static final String RETRY_AFTER_SECONDS = "2";

    private final DemoTimer timer;

    AnswerFactory(DemoTimer timer) {
        this.timer = timer;
    }

    /** A whole document; if the model breaks, only its first half. */
    LocalAnswer json(JsonNode document, DemoModel model) {
        byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
        int length = model.breaks() ? bytes.length / 2 : bytes.length;
        PacedBody body =
                new PacedBody(timer, List.of(ByteBuffer.wrap(bytes, 0, length)), Duration.ZERO, model.breaks());
        return new LocalAnswer(200, List.of(JSON, HONEST), body);
    }

    /** Events at the model's pace; if the model breaks, only the first half of them. */
    LocalAnswer events(List<String> events, DemoModel model) {
        List<String> sent = model.breaks() ? events.subList(0, events.size() / 2) : events;
        List<ByteBuffer> pieces = sent.stream().map(AnswerFactory::utf8).toList();
        return new LocalAnswer(
                200, List.of(EVENTS, HONEST), new PacedBody(timer, pieces, model.pause(), model.breaks()));
    }

    /** The list of models, or the one of that name. */
    LocalAnswer models(String name) throws BadRequest {
        if (name.isEmpty()) {
            ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
            ArrayNode data = list.putArray("data");
            DemoModel.NAMES.forEach(model -> data.add(model(model)));
            return document(200, list, List.of());
        }
        if (DemoModel.NAMES.contains(name)) {
            return document(200, model(name), List.of());
        }
        return error(404, new BadRequest("model_not_found", "model", "The demo has no model of that name."));
    }

    private static ObjectNode model(String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "camelid-demo");
    }

    /** The error that the client has asked for by the model's name. */
    LocalAnswer provokedError(int status) {
        BadRequest error = new BadRequest(
                "demo_" + status,
                "model",
                "This error was asked for: the model demo-" + status + " always answers so.");
        return status == 429
                ? error(status, error, HeaderField.of("Retry-After", RETRY_AFTER_SECONDS))
                : error(status, error);
    }

    LocalAnswer error(int status, BadRequest bad, HeaderField... headers) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putObject("error")
                .put("message", bad.getMessage())
                .put("type", type(status))
                .put("param", bad.param().isEmpty() ? null : bad.param())
                .put("code", bad.code());
        return document(status, document, List.of(headers));
    }

    private static String type(int status) {
        return switch (ErrorKind.ofStatus(status)) {
            case UNAUTHENTICATED -> "authentication_error";
            case PERMISSION_DENIED -> "permission_error";
            case RATE_LIMITED -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }

    private LocalAnswer document(int status, ObjectNode document, List<HeaderField> more) {
        List<HeaderField> headers = new ArrayList<>(List.of(JSON, HONEST));
        headers.addAll(more);
        PacedBody body = new PacedBody(timer, List.of(utf8(document.toString())), Duration.ZERO, false);
        return new LocalAnswer(status, headers, body);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
