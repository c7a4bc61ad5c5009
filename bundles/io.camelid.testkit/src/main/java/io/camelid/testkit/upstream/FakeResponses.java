package io.camelid.testkit.upstream;

import static io.camelid.testkit.upstream.FakeOpenAi.WORDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;

/** Responses of the {@link FakeOpenAi}. */
final class FakeResponses {
    private static final String TEXT = String.join("", WORDS);
    private static final String ITEM = "\"item_id\":\"msg_fake\",\"output_index\":0";

    private final JsonNode model;
    private final UpstreamResponse response;
    private int events;

    private FakeResponses(JsonNode model, UpstreamResponse response) {
        this.model = model;
        this.response = response;
    }

    static void answer(JsonNode body, UpstreamResponse response) throws IOException {
        if (body.path("model").asText().isEmpty() || !body.has("input")) {
            FakeOpenAi.error(response, 400, "Missing required parameter.", "missing_required_parameter");
            return;
        }
        FakeResponses answer = new FakeResponses(body.get("model"), response);
        if (body.path("stream").asBoolean()) {
            answer.stream();
        } else {
            response.json(200, answer.response("completed"));
        }
    }

    private void stream() throws IOException {
        response.events();
        event("response.created", "\"response\":" + response("in_progress"));
        event("response.output_item.added", "\"output_index\":0,\"item\":" + item("in_progress", ""));
        event("response.content_part.added", ITEM + ",\"content_index\":0,\"part\":" + part(""));
        for (String word : WORDS) {
            event(
                    "response.output_text.delta",
                    ITEM + ",\"content_index\":0,\"logprobs\":[],\"delta\":" + TextNode.valueOf(word));
        }
        event(
                "response.output_text.done",
                ITEM + ",\"content_index\":0,\"logprobs\":[],\"text\":" + TextNode.valueOf(TEXT));
        event("response.content_part.done", ITEM + ",\"content_index\":0,\"part\":" + part(TEXT));
        event("response.output_item.done", "\"output_index\":0,\"item\":" + item("completed", part(TEXT)));
        event("response.completed", "\"response\":" + response("completed"));
        response.end();
    }

    private void event(String type, String members) throws IOException {
        response.event(type, "{\"type\":\"" + type + "\",\"sequence_number\":" + events++ + "," + members + "}");
    }

    private String response(String status) {
        boolean done = status.equals("completed");
        return "{\"id\":\"resp_fake\",\"object\":\"response\",\"created_at\":1721172741,\"status\":\"" + status
                + "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},\"model\":"
                + model + ",\"output\":[" + (done ? item(status, part(TEXT)) : "")
                + "],\"parallel_tool_calls\":true,\"temperature\":1.0,\"tool_choice\":\"auto\",\"tools\":[],"
                + "\"top_p\":1.0,\"usage\":" + (done ? usage() : "null") + "}";
    }

    private static String item(String status, String parts) {
        return "{\"id\":\"msg_fake\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"" + status
                + "\",\"content\":[" + parts + "]}";
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"annotations\":[],\"text\":" + TextNode.valueOf(text) + "}";
    }

    private static String usage() {
        return "{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":" + WORDS.size()
                + ",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":" + (9 + WORDS.size()) + "}";
    }
}
