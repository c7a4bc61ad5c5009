package io.camelid.testkit.upstream;

import static io.camelid.testkit.upstream.FakeOpenAi.WORDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Responses of the {@link FakeOpenAi}. Asked for a summary of its reasoning it begins with one. */
final class FakeResponses {
    private static final String THOUGHT = "Let me think.";
    private static final String SEAL = "Z0FBQUFBQm8=";
    private static final int SPLIT = 8;

    private final JsonNode body;
    private final List<String> words;
    private final List<String> calls;
    private final UpstreamResponse response;
    private final List<String> output = new ArrayList<>();
    private int events;

    private FakeResponses(JsonNode body, UpstreamResponse response) {
        List<String> results = results(body.path("input"));
        boolean json = body.at("/text/format/type").asText().equals("json_schema");
        this.body = body;
        this.response = response;
        this.calls = body.path("tools").isEmpty() || !results.isEmpty() ? List.of() : FakeOpenAi.calls(body);
        this.words = !results.isEmpty()
                ? List.of("The tool said: ", String.join(", ", results))
                : json ? List.of(FakeOpenAi.JSON_ANSWER) : WORDS;
    }

    static void answer(JsonNode body, UpstreamResponse response) throws IOException {
        if (body.path("model").asText().isEmpty() || !body.has("input")) {
            FakeOpenAi.error(response, 400, "Missing required parameter.", "missing_required_parameter");
            return;
        }
        if (!resultsAreAskedFor(body.path("input"))) {
            FakeOpenAi.error(response, 400, "No tool call found for function call output.", "invalid_value");
            return;
        }
        FakeResponses answer = new FakeResponses(body, response);
        if (body.path("stream").asBoolean()) {
            answer.stream();
        } else {
            answer.whole();
        }
    }

    private static boolean resultsAreAskedFor(JsonNode input) {
        Set<String> asked = new HashSet<>();
        for (JsonNode item : input) {
            String id = item.path("call_id").asText();
            switch (item.path("type").asText()) {
                case "function_call" -> asked.add(id);
                case "function_call_output" -> {
                    if (!asked.remove(id)) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    /** What tools said last. */
    private static List<String> results(JsonNode input) {
        List<String> results = new ArrayList<>();
        for (JsonNode item : input) {
            if (item.path("type").asText().equals("function_call_output")) {
                results.add(item.path("output").asText());
            } else {
                results.clear();
            }
        }
        return results;
    }

    private boolean thinks() {
        return body.path("reasoning").hasNonNull("summary");
    }

    private void whole() throws IOException {
        if (thinks()) {
            output.add(thought(summary()));
        }
        for (String arguments : calls) {
            output.add(call("completed", arguments));
        }
        if (calls.isEmpty()) {
            output.add(message("completed", part(text())));
        }
        response.json(200, response("completed"));
    }

    private void stream() throws IOException {
        response.events();
        event("response.created", "\"response\":" + response("in_progress"));
        if (thinks()) {
            streamThought();
        }
        for (String arguments : calls) {
            streamCall(arguments);
        }
        if (calls.isEmpty() && !streamMessage()) {
            return;
        }
        event("response.completed", "\"response\":" + response("completed"));
        response.end();
    }

    private void streamThought() throws IOException {
        String place = place(thoughtId()) + ",\"summary_index\":0";
        added(thought(""));
        event("response.reasoning_summary_part.added", place + ",\"part\":" + summary(""));
        event("response.reasoning_summary_text.delta", place + ",\"delta\":\"" + THOUGHT + "\"");
        event("response.reasoning_summary_text.done", place + ",\"text\":\"" + THOUGHT + "\"");
        event("response.reasoning_summary_part.done", place + ",\"part\":" + summary());
        done(thought(summary()));
    }

    private void streamCall(String arguments) throws IOException {
        String place = place(callId());
        added(call("in_progress", ""));
        for (String piece : List.of(arguments.substring(0, SPLIT), arguments.substring(SPLIT))) {
            event("response.function_call_arguments.delta", place + ",\"delta\":" + TextNode.valueOf(piece));
        }
        event(
                "response.function_call_arguments.done",
                place + ",\"name\":" + tool() + ",\"arguments\":" + TextNode.valueOf(arguments));
        done(call("completed", arguments));
    }

    /** Whether it came to its end. */
    private boolean streamMessage() throws IOException {
        String place = place("msg_fake") + ",\"content_index\":0";
        added(message("in_progress", ""));
        event("response.content_part.added", place + ",\"part\":" + part(""));
        for (String word : words) {
            event("response.output_text.delta", place + ",\"logprobs\":[],\"delta\":" + TextNode.valueOf(word));
            if (body.path("model").asText().contains(FakeUpstream.ENDLESS)) {
                response.stall();
                return false;
            }
        }
        event("response.output_text.done", place + ",\"logprobs\":[],\"text\":" + TextNode.valueOf(text()));
        event("response.content_part.done", place + ",\"part\":" + part(text()));
        done(message("completed", part(text())));
        return true;
    }

    private void added(String item) throws IOException {
        event("response.output_item.added", "\"output_index\":" + output.size() + ",\"item\":" + item);
    }

    private void done(String item) throws IOException {
        event("response.output_item.done", "\"output_index\":" + output.size() + ",\"item\":" + item);
        output.add(item);
    }

    private void event(String type, String members) throws IOException {
        response.event(type, "{\"type\":\"" + type + "\",\"sequence_number\":" + events++ + "," + members + "}");
    }

    private String place(String id) {
        return "\"item_id\":\"" + id + "\",\"output_index\":" + output.size();
    }

    private String response(String status) {
        boolean done = status.equals("completed");
        return "{\"id\":\"resp_fake\",\"object\":\"response\",\"created_at\":1721172741,\"status\":\"" + status
                + "\",\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},\"model\":"
                + body.get("model") + ",\"output\":[" + (done ? String.join(",", output) : "")
                + "],\"parallel_tool_calls\":true,\"temperature\":1.0,\"tool_choice\":\"auto\",\"tools\":[],"
                + "\"top_p\":1.0,\"usage\":" + (done ? usage() : "null") + "}";
    }

    private String text() {
        return String.join("", words);
    }

    private String thoughtId() {
        return "rs_fake" + output.size();
    }

    private String thought(String summary) {
        return "{\"id\":\"" + thoughtId() + "\",\"type\":\"reasoning\",\"summary\":[" + summary
                + "],\"encrypted_content\":\"" + SEAL + "\"}";
    }

    private static String summary() {
        return summary(THOUGHT);
    }

    private static String summary(String text) {
        return "{\"type\":\"summary_text\",\"text\":\"" + text + "\"}";
    }

    private String callId() {
        return "fc_fake" + output.size();
    }

    private JsonNode tool() {
        return body.path("tools").path(0).path("name");
    }

    private String call(String status, String arguments) {
        return "{\"id\":\"" + callId() + "\",\"type\":\"function_call\",\"status\":\"" + status
                + "\",\"call_id\":\"call_fake" + output.size() + "\",\"name\":" + tool() + ",\"arguments\":"
                + TextNode.valueOf(arguments) + "}";
    }

    private static String message(String status, String parts) {
        return "{\"id\":\"msg_fake\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"" + status
                + "\",\"content\":[" + parts + "]}";
    }

    private static String part(String text) {
        return "{\"type\":\"output_text\",\"annotations\":[],\"text\":" + TextNode.valueOf(text) + "}";
    }

    private String usage() {
        int said = words.size();
        return "{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":" + said
                + ",\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":" + (9 + said) + "}";
    }
}
