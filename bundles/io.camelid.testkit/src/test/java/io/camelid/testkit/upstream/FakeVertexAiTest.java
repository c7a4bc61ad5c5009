package io.camelid.testkit.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeVertexAiTest {
    private static final String GEMINI = "/publishers/google/models/gemini-2.5-flash:";
    private static final String CLAUDE = "/publishers/anthropic/models/claude-sonnet-4-5@20250929:";
    private static final String CONTENTS = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hi\"}]}]";
    private static final String MESSAGES =
            "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"anthropic_version\":";
    private static final String VERSION = "\"vertex-2023-10-16\"";

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                // path below the location, body, status, part of the answer
                GEMINI + "generateContent, `{" + CONTENTS + "}`, 200, Hello",
                GEMINI + "streamGenerateContent?alt=sse, `{" + CONTENTS + "}`, 200, data: {",
                GEMINI + "countTokens, `{" + CONTENTS + "}`, 200, totalTokens",
                GEMINI + "countTokens, `{" + CONTENTS + ",\"generateContentRequest\":{}}`, 400, Unknown name",
                GEMINI + "predict, {\"instances\":[{\"content\":\"x\"}]}, 200, `[0.6,-0.8]`",
                GEMINI + "predict, {\"instances\":[{\"text\":\"x\"}]}, 400, Unknown name",
                GEMINI + "rawPredict, `{" + CONTENTS + "}`, 404, method",
                CLAUDE + "rawPredict, `{" + MESSAGES + VERSION + "}`, 200, Hello from the fake.",
                CLAUDE + "streamRawPredict, `{\"stream\":true," + MESSAGES + VERSION + "}`, 200, message_stop",
                CLAUDE + "streamRawPredict, `{" + MESSAGES + VERSION + "}`, 400, stream",
                CLAUDE + "rawPredict, `{" + MESSAGES + "\"2023-06-01\"}`, 400, anthropic_version",
                CLAUDE + "rawPredict, `{\"model\":\"c\"," + MESSAGES + VERSION + "}`, 400, model",
                "/publishers/anthropic/models/claude-sonnet-4-5-20250929:rawPredict, `{" + MESSAGES + VERSION
                        + "}`, 400, @",
                "/publishers/anthropic/models/count-tokens:rawPredict,"
                        + " `{\"model\":\"c\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                        + "\"anthropic_version\":" + VERSION + "}`, 200, input_tokens",
                "/endpoints/openapi/chat/completions, `{\"model\":\"m\",\"messages\":[]}`, 200, Hello from the fake.",
            })
    void isAsStrictAsGoogle(String path, String body, int status, String part) throws Exception {
        HttpResponse<String> answer = send("/v1/projects/p/locations/global" + path, body, "t");
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(part), answer.body());
    }

    @Test
    void knowsItsCallersAndItsProject() throws Exception {
        String below = "/locations/global" + GEMINI + "generateContent";
        String body = "{" + CONTENTS + "}";
        assertEquals(200, send("/v1/projects/p" + below, body, "t").statusCode());
        assertEquals(401, send("/v1/projects/p" + below, body, "other").statusCode());
        assertEquals(401, send("/v1/projects/p" + below + "?key=t", body, "t").statusCode());
        assertEquals(403, send("/v1/projects/other" + below, body, "t").statusCode());
        assertEquals(
                404,
                send("/v1beta/models/gemini-2.5-flash:generateContent", body, "t")
                        .statusCode());
    }

    private HttpResponse<String> send(String path, String body, String token) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(new FakeVertexAi("t", "p"))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
