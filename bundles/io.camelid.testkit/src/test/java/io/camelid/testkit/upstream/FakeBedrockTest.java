package io.camelid.testkit.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeBedrockTest {
    private static final String CLAUDE = "/model/us.anthropic.claude-sonnet-4-20250514-v1%3A0";
    private static final String HI = "{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}";
    private static final String TOOLS =
            "\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"weather\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]}";
    private static final String CALL =
            "{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"tooluse_fake\",\"name\":\"weather\",\"input\":{}}}]}";
    private static final String RESULT =
            "{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"tooluse_fake\",\"content\":[{\"text\":\"rain\"}]}}]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = FakeUpstream.start(new FakeBedrock("", "", ""));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private HttpResponse<byte[]> send(String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private String text(String path, String body) throws IOException, InterruptedException {
        return new String(send(path, body).body(), StandardCharsets.UTF_8);
    }

    private static String conversation(String members, String... messages) {
        return "{\"messages\":[" + String.join(",", messages) + "]" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    @Test
    void converses() throws Exception {
        assertTrue(text(CLAUDE + "/converse", conversation("", HI)).contains("Hello from the fake."));
        String call = text(CLAUDE + "/converse", conversation(TOOLS, HI));
        assertTrue(call.contains("\"name\":\"weather\"") && call.contains("\"stopReason\":\"tool_use\""), call);
        String answer = text(CLAUDE + "/converse", conversation(TOOLS, HI, CALL, RESULT));
        assertTrue(answer.contains("The tool said: rain"), answer);
    }

    @Test
    void streamsFrames() throws Exception {
        HttpResponse<byte[]> stream = send(CLAUDE + "/converse-stream", conversation("", HI));
        assertEquals(
                "application/vnd.amazon.eventstream",
                stream.headers().firstValue("Content-Type").orElseThrow());
        int frames = 0;
        for (int at = 0; at < stream.body().length; frames++) {
            at += ByteBuffer.wrap(stream.body()).getInt(at);
        }
        assertEquals(FakeOpenAi.WORDS.size() + 4, frames);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"messages\":[]}",
                "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\" \"}]}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"cachePoint\":{\"type\":\"default\"}}]}]}",
                "{\"messages\":[" + HI + "," + HI + "]}",
                "{\"messages\":[" + HI + "," + RESULT + "]}",
                "{\"messages\":[" + HI + "," + CALL + "," + RESULT + "]}",
                "{\"messages\":[" + HI + "," + CALL + "]," + TOOLS + "}",
                "{\"messages\":[" + HI + "],\"tool_choice\":\"auto\"}",
                "{\"messages\":[" + HI + "],\"inferenceConfig\":{\"temperature\":1.5}}",
                "{\"messages\":[" + HI + "],\"toolConfig\":{\"tools\":[]}}",
                "{\"messages\":[" + HI + "],\"additionalModelRequestFields\":"
                        + "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}}"
            })
    void refusesWhatTheReferenceRefuses(String body) throws Exception {
        HttpResponse<byte[]> refused = send(CLAUDE + "/converse", body);
        assertEquals(400, refused.statusCode());
        assertTrue(new String(refused.body(), StandardCharsets.UTF_8).startsWith("{\"message\":\""));
        assertTrue(refused.headers().firstValue("x-amzn-ErrorType").isPresent());
    }

    @Test
    void failsByModelName() throws Exception {
        HttpResponse<byte[]> throttled = send("/model/amazon.throttled-v1/converse", conversation("", HI));
        assertEquals(429, throttled.statusCode());
        assertEquals(
                "ThrottlingException",
                throttled.headers().firstValue("x-amzn-errortype").orElseThrow());
        assertEquals(
                500,
                send("/model/amazon.failing-always/converse", conversation("", HI))
                        .statusCode());
        assertTrue(text("/model/amazon.failing-stream/converse-stream", conversation("", HI))
                .contains("modelStreamErrorException"));
        assertEquals(400, send("/model/gpt-4o/converse", conversation("", HI)).statusCode());
        assertEquals(404, send("/v1/chat/completions", "{}").statusCode());
    }

    @Test
    void countsAndEmbeds() throws Exception {
        assertEquals(
                "{\"inputTokens\":9}",
                text(CLAUDE + "/count-tokens", "{\"input\":{\"converse\":" + conversation("", HI) + "}}"));
        assertTrue(text("/model/amazon.titan-embed-text-v2:0/invoke", "{\"inputText\":\"x\"}")
                .contains("\"embedding\":[0.6,-0.8]"));
        assertEquals(
                400,
                send("/model/amazon.titan-embed-text-v2:0/invoke", "{\"texts\":[\"x\"]}")
                        .statusCode());
        assertTrue(text(
                        "/model/cohere.embed-multilingual-v3/invoke",
                        "{\"texts\":[\"x\",\"y\"],\"input_type\":\"search_query\"}")
                .contains("[[0.6,-0.8],[0.6,-0.8]]"));
        assertEquals(
                400,
                send("/model/cohere.embed-multilingual-v3/invoke", "{\"texts\":[\"x\"]}")
                        .statusCode());
    }

    @Test
    void wantsASignature() throws Exception {
        try (FakeUpstream signed = FakeUpstream.start(new FakeBedrock("AKID", "secret", "token"))) {
            upstream.close();
            upstream = signed;
            HttpResponse<byte[]> refused = send(CLAUDE + "/converse", conversation("", HI));
            assertEquals(403, refused.statusCode());
            assertEquals(
                    "MissingAuthenticationTokenException",
                    refused.headers().firstValue("x-amzn-ErrorType").orElseThrow());
        }
    }
}
