package io.camelid.testkit.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeGeminiTest {
    private static final String FLASH = "/v1beta/models/gemini-2.5-flash";
    private static final String HI = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = FakeUpstream.start(new FakeGemini("AIza-1"));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void answersAsTheApiDoes() throws Exception {
        assertTrue(post(FLASH + ":generateContent", HI).body().contains("\"text\":\" fake\""));
        String events = post(FLASH + ":streamGenerateContent?alt=sse", HI).body();
        assertTrue(events.startsWith("data: {\"candidates\":[{\"content\""), events);
        assertTrue(events.contains("\"finishReason\":\"STOP\""), events);
        String array = post(FLASH + ":streamGenerateContent", HI).body();
        assertTrue(array.startsWith("[{") && array.endsWith("]"), array);
        assertEquals(
                "{\"totalTokens\":9,\"promptTokensDetails\":[]}",
                post(FLASH + ":countTokens", HI).body());
    }

    @Test
    void wantsItsKeyInTheHeader() throws Exception {
        HttpRequest without = HttpRequest.newBuilder(uri("/v1beta/models")).build();
        assertEquals(403, send(without).statusCode());
        HttpRequest inUrl =
                HttpRequest.newBuilder(uri("/v1beta/models?key=AIza-1")).build();
        assertEquals(400, send(inUrl).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"contents\":[]}",
                "{\"contents\":[{\"role\":\"assistant\",\"parts\":[{\"text\":\"Hi\"}]}]}",
                "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"text\":\"Hi\"}]}]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"\"}]}]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"Hi\",\"inlineData\":{}}]}]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],\"messages\":[]}",
                "{\"contents\":[{\"parts\":[{\"functionResponse\":{\"name\":\"f\",\"response\":{}}}]}]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\","
                        + "\"parameters\":{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}}]}]}",
                "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],\"generationConfig\":{\"thinkingConfig\":"
                        + "{\"thinkingLevel\":\"LOW\"}}}",
            })
    void refusesWhatTheApiRefuses(String body) throws Exception {
        HttpResponse<String> refused = post(FLASH + ":generateContent", body);
        assertEquals(400, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("INVALID_ARGUMENT"), refused.body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("x-goog-api-key", "AIza-1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + upstream.port() + path);
    }
}
