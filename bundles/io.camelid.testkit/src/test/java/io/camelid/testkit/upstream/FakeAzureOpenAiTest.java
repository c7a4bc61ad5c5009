package io.camelid.testkit.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeAzureOpenAiTest {
    private static final String DATED = "/openai/deployments/d/chat/completions?api-version=";
    private static final String CHAT = "{\"messages\":[]%s}";

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @CsvSource({
        // path, extra member, status, part of the answer
        DATED + "2024-02-15-preview,                      '',                            200, Hello from the fake.",
        DATED + "2024-02-15-preview,                      ',\"max_completion_tokens\":1', 400, Unrecognized request",
        DATED + "2024-08-01-preview,                      ',\"stream_options\":{}',       400, Unrecognized request",
        DATED + "2024-10-21, ',\"stream\":true,\"stream_options\":{}', 200, Hello",
        DATED + "preview,                                 '',                            404, Resource not found",
        "/openai/deployments/d/chat/completions,          '',                            404, Resource not found",
        "/v1/chat/completions,                            ',\"model\":\"d\"',            404, Resource not found",
        "/openai/v1/chat/completions,                     ',\"model\":\"d\"',            200, Hello from the fake.",
        "/openai/v1/chat/completions?api-version=preview, ',\"model\":\"d\"',            200, Hello from the fake.",
        "/openai/v1/chat/completions?api-version=2024-10-21, ',\"model\":\"d\"',         404, Resource not found",
        "/api/projects/p/openai/v1/chat/completions,      ',\"model\":\"d\"',            200, Hello from the fake.",
        "/openai/v1/chat/completions,                     ',\"model\":\"other\"',        404, DeploymentNotFound",
        "/openai/deployments/x/chat/completions?api-version=2024-10-21, '',              404, DeploymentNotFound",
        "/openai/v1/chat/completions,                     ',\"model\":\"filtered\"',     400, content_filter",
    })
    void isAsStrictAsAzure(String path, String members, int status, String part) throws Exception {
        HttpResponse<String> answer = send(path, CHAT.formatted(members), "api-key", "k");
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(part), answer.body());
    }

    @Test
    void takesItsKeyOrItsToken() throws Exception {
        String path = DATED + "2024-10-21";
        assertEquals(200, send(path, CHAT.formatted(""), "api-key", "k").statusCode());
        assertEquals(
                200, send(path, CHAT.formatted(""), "Authorization", "Bearer t").statusCode());
        assertEquals(
                401, send(path, CHAT.formatted(""), "Authorization", "Bearer k").statusCode());
        assertEquals(401, send(path, CHAT.formatted(""), "api-key", "t").statusCode());
    }

    private HttpResponse<String> send(String path, String body, String header, String value) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(new FakeAzureOpenAi("k", "t", List.of("d")))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path))
                    .header(header, value)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
