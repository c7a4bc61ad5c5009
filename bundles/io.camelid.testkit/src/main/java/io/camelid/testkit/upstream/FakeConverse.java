package io.camelid.testkit.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Answers of the {@link FakeBedrock} to conversations. */
final class FakeConverse {
    private static final String CALL_ID = "tooluse_fake";
    private static final String SIGNATURE = "c2lnbmF0dXJl";
    private static final String THOUGHT = "Let me think.";
    private static final int SPLIT = 8;

    private final JsonNode body;
    private final String model;
    private final UpstreamResponse response;

    FakeConverse(JsonNode body, String model, UpstreamResponse response) {
        this.body = body;
        this.model = model;
        this.response = response;
    }

    void whole() throws IOException {
        List<String> blocks = new ArrayList<>();
        if (thinks()) {
            blocks.add("{\"reasoningContent\":{\"reasoningText\":{\"text\":\"" + THOUGHT + "\",\"signature\":\""
                    + SIGNATURE + "\"}}}");
        }
        if (callsTool()) {
            List<String> calls = FakeOpenAi.calls(body);
            for (int i = 0; i < calls.size(); i++) {
                blocks.add("{\"toolUse\":{\"toolUseId\":\"" + id(i) + "\",\"name\":" + tool() + ",\"input\":"
                        + calls.get(i) + "}}");
            }
        } else {
            blocks.add("{\"text\":" + quote(String.join("", words())) + "}");
        }
        response.json(
                200,
                "{\"metrics\":{\"latencyMs\":12},\"output\":{\"message\":{\"content\":[" + String.join(",", blocks)
                        + "],\"role\":\"assistant\"}},\"stopReason\":" + stopReason() + ",\"usage\":" + usage() + "}",
                "x-amzn-RequestId: fake");
    }

    void stream() throws IOException {
        response.begin(200, "Content-Type: application/vnd.amazon.eventstream", "x-amzn-RequestId: fake");
        event("messageStart", "{\"p\":\"abcd\",\"role\":\"assistant\"}");
        int block = 0;
        if (thinks()) {
            delta(block, "{\"reasoningContent\":{\"text\":\"" + THOUGHT + "\"}}");
            delta(block, "{\"reasoningContent\":{\"signature\":\"" + SIGNATURE + "\"}}");
            stop(block++);
        }
        if (callsTool()) {
            List<String> calls = FakeOpenAi.calls(body);
            for (int i = 0; i < calls.size(); i++) {
                if (i > 0) {
                    stop(block++);
                }
                event(
                        "contentBlockStart",
                        "{\"contentBlockIndex\":" + block + ",\"start\":{\"toolUse\":{\"name\":" + tool()
                                + ",\"toolUseId\":\"" + id(i) + "\"}}}");
                delta(block, input(calls.get(i).substring(0, SPLIT)));
                delta(block, input(calls.get(i).substring(SPLIT)));
            }
        } else {
            for (String word : words()) {
                delta(block, "{\"text\":" + quote(word) + "}");
                if (model.contains(FakeUpstream.ENDLESS)) {
                    response.stall();
                    return;
                }
            }
        }
        if (model.contains(FakeBedrock.FAILING_STREAM)) {
            response.chunk(EventStreamFrame.exception(
                    "modelStreamErrorException", "{\"message\":\"The model broke off.\",\"originalStatusCode\":500}"));
            response.end();
            return;
        }
        stop(block);
        event("messageStop", "{\"p\":\"ab\",\"stopReason\":" + stopReason() + "}");
        event("metadata", "{\"metrics\":{\"latencyMs\":12},\"p\":\"abc\",\"usage\":" + usage() + "}");
        response.end();
    }

    private void event(String type, String json) throws IOException {
        response.chunk(EventStreamFrame.event(type, json));
    }

    private void delta(int block, String delta) throws IOException {
        event("contentBlockDelta", "{\"contentBlockIndex\":" + block + ",\"delta\":" + delta + ",\"p\":\"abc\"}");
    }

    private void stop(int block) throws IOException {
        event("contentBlockStop", "{\"contentBlockIndex\":" + block + "}");
    }

    private static String id(int call) {
        return CALL_ID + (call == 0 ? "" : call);
    }

    private static String input(String piece) {
        return "{\"toolUse\":{\"input\":" + quote(piece) + "}}";
    }

    private boolean thinks() {
        return body.at("/additionalModelRequestFields/thinking/type").asText().matches("enabled|adaptive");
    }

    /** Tools are used before an answer, and whenever one must be. */
    private boolean callsTool() {
        boolean must = body.at("/toolConfig/toolChoice").has("tool");
        return must || body.has("toolConfig") && lastResult().isMissingNode();
    }

    private JsonNode tool() {
        JsonNode named = body.at("/toolConfig/toolChoice/tool/name");
        return named.isMissingNode() ? body.at("/toolConfig/tools/0/toolSpec/name") : named;
    }

    private String stopReason() {
        return callsTool() ? "\"tool_use\"" : "\"end_turn\"";
    }

    /** What is said: after a tool's result, that; JSON if it must be. */
    private List<String> words() {
        if (body.has("outputConfig")) {
            return List.of(FakeBedrock.JSON_ANSWER);
        }
        if (lastResult().isMissingNode()) {
            return FakeOpenAi.WORDS;
        }
        List<String> results = new ArrayList<>();
        for (JsonNode block : lastContent()) {
            if (block.has("toolResult")) {
                results.add(block.at("/toolResult/content/0/text").asText());
            }
        }
        return List.of("The tool said: ", String.join(", ", results));
    }

    private JsonNode lastResult() {
        return lastContent().path(0).path("toolResult");
    }

    private JsonNode lastContent() {
        JsonNode messages = body.path("messages");
        return messages.path(messages.size() - 1).path("content");
    }

    private String usage() {
        int said = words().size();
        return "{\"cacheReadInputTokens\":4,\"cacheWriteInputTokens\":0,\"inputTokens\":5,\"outputTokens\":" + said
                + ",\"totalTokens\":" + (9 + said) + "}";
    }

    private static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }
}
