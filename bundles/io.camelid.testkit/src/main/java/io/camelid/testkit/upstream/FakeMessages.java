package io.camelid.testkit.upstream;

import static io.camelid.testkit.upstream.FakeOpenAi.WORDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages of the {@link FakeAnthropic}. */
final class FakeMessages {
    private static final String CALL_ID = "toolu_fake";
    private static final String SIGNATURE = "c2lnbmF0dXJl";
    private static final String THOUGHT = "Let me think.";
    private static final int SPLIT = 8;

    private final JsonNode body;
    private final String model;
    private final UpstreamResponse response;

    FakeMessages(JsonNode body, UpstreamResponse response) {
        this.body = body;
        this.model = body.path("model").asText();
        this.response = response;
    }

    void answer() throws IOException {
        if (body.path("stream").asBoolean()) {
            stream();
        } else {
            whole();
        }
    }

    private void whole() throws IOException {
        List<String> blocks = new ArrayList<>();
        if (thinks()) {
            blocks.add("{\"type\":\"thinking\",\"thinking\":\"" + THOUGHT + "\",\"signature\":\"" + SIGNATURE + "\"}");
        }
        if (callsTool()) {
            List<String> calls = FakeOpenAi.calls(body);
            for (int i = 0; i < calls.size(); i++) {
                blocks.add(call(i, calls.get(i)));
            }
        } else if (!refuses()) {
            blocks.add("{\"type\":\"text\",\"text\":" + quote(String.join("", words())) + "}");
        }
        response.json(
                200, message(String.join(",", blocks), stopReason(), usage(words().size())), "request-id: req_fake");
    }

    private void stream() throws IOException {
        response.begin(200, "Content-Type: text/event-stream; charset=utf-8", "request-id: req_fake");
        event("message_start", "\"message\":" + message("", "null", usage(1)));
        int block = 0;
        if (thinks()) {
            start(block, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
            event("ping", "");
            delta(block, "{\"type\":\"thinking_delta\",\"thinking\":\"" + THOUGHT + "\"}");
            delta(block, "{\"type\":\"signature_delta\",\"signature\":\"" + SIGNATURE + "\"}");
            stop(block++);
        }
        if (callsTool()) {
            List<String> calls = FakeOpenAi.calls(body);
            for (int i = 0; i < calls.size(); i++, block++) {
                start(block, call(i, "{}"));
                event("ping", "");
                delta(block, arguments(""));
                delta(block, arguments(calls.get(i).substring(0, SPLIT)));
                delta(block, arguments(calls.get(i).substring(SPLIT)));
                stop(block);
            }
        } else if (!refuses()) {
            start(block, "{\"type\":\"text\",\"text\":\"\"}");
            event("ping", "");
            for (String word : words()) {
                delta(block, "{\"type\":\"text_delta\",\"text\":" + quote(word) + "}");
                if (breaksOff()) {
                    return;
                }
                if (model.contains(FakeUpstream.ENDLESS)) {
                    response.stall();
                    return;
                }
            }
            stop(block);
        }
        event(
                "message_delta",
                "\"delta\":{\"stop_reason\":" + stopReason() + ",\"stop_sequence\":null},\"usage\":"
                        + usage(words().size()));
        event("message_stop", "");
        response.end();
    }

    /** Ends the stream badly, if the model is one that does. */
    private boolean breaksOff() throws IOException {
        if (model.contains(FakeAnthropic.FAILING_STREAM)) {
            response.event("error", FakeAnthropic.error("overloaded_error", "Overloaded"));
            response.end();
            return true;
        }
        if (model.contains(FakeAnthropic.CUT_STREAM)) {
            response.cut();
            return true;
        }
        return false;
    }

    private void start(int index, String block) throws IOException {
        event("content_block_start", "\"index\":" + index + ",\"content_block\":" + block);
    }

    private void delta(int index, String delta) throws IOException {
        event("content_block_delta", "\"index\":" + index + ",\"delta\":" + delta);
    }

    private void stop(int index) throws IOException {
        event("content_block_stop", "\"index\":" + index);
    }

    private void event(String type, String members) throws IOException {
        response.event(type, "{\"type\":\"" + type + "\"" + (members.isEmpty() ? "" : ",") + members + "}");
    }

    private String message(String content, String stopReason, String usage) {
        return "{\"model\":" + quote(model) + ",\"id\":\"msg_fake\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"content\":[" + content + "],\"stop_reason\":" + stopReason
                + ",\"stop_sequence\":null,\"usage\":" + usage + "}";
    }

    private String call(int index, String input) {
        return "{\"type\":\"tool_use\",\"id\":\"" + CALL_ID + (index == 0 ? "" : index) + "\",\"name\":" + quote(tool())
                + ",\"input\":" + input + "}";
    }

    private static String arguments(String piece) {
        return "{\"type\":\"input_json_delta\",\"partial_json\":" + quote(piece) + "}";
    }

    private String tool() {
        String named = body.path("tool_choice").path("name").asText();
        return named.isEmpty() ? body.path("tools").path(0).path("name").asText() : named;
    }

    private boolean thinks() {
        return List.of("enabled", "adaptive")
                .contains(body.path("thinking").path("type").asText());
    }

    private boolean callsTool() {
        return !refuses()
                && !body.path("tools").isEmpty()
                && !body.path("tool_choice").path("type").asText().equals("none")
                && !endsWithResult();
    }

    private boolean refuses() {
        return model.contains(FakeAnthropic.REFUSING);
    }

    private boolean endsWithResult() {
        return lastContent().path(0).path("type").asText().equals("tool_result");
    }

    private JsonNode lastContent() {
        JsonNode messages = body.path("messages");
        return messages.path(messages.size() - 1).path("content");
    }

    /** What is said; after a tool's result, that. */
    private List<String> words() {
        if (endsWithResult()) {
            List<String> results = new ArrayList<>();
            for (JsonNode block : lastContent()) {
                if (block.path("type").asText().equals("tool_result")) {
                    JsonNode content = block.path("content");
                    results.add(
                            content.isTextual()
                                    ? content.asText()
                                    : content.findPath("text").asText());
                }
            }
            return List.of("The tool said: ", String.join(", ", results));
        }
        return body.path("output_config").has("format") ? List.of(FakeAnthropic.JSON_ANSWER) : WORDS;
    }

    private String stopReason() {
        return refuses() ? "\"refusal\"" : callsTool() ? "\"tool_use\"" : "\"end_turn\"";
    }

    private static String usage(int output) {
        return "{\"input_tokens\":" + FakeAnthropic.INPUT_TOKENS
                + ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":" + FakeAnthropic.CACHED_TOKENS
                + ",\"output_tokens\":" + output + "}";
    }

    private static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }
}
