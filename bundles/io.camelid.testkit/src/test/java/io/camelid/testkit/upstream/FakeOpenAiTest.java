package io.camelid.testkit.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeOpenAiTest {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void answersAsTheApiDoes() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(new FakeOpenAi("sk-1"))) {
            assertEquals(401, send(upstream, "/v1/models", "", "sk-2").statusCode());
            assertEquals(200, send(upstream, "/v1/models", "", "sk-1").statusCode());
            assertEquals(404, send(upstream, "/models", "", "sk-1").statusCode());
            assertEquals(
                    400, send(upstream, "/v1/chat/completions", "{}", "sk-1").statusCode());
            String chat = "{\"model\":\"m\",\"messages\":[]";
            assertTrue(send(upstream, "/v1/chat/completions", chat + "}", "sk-1")
                    .body()
                    .contains("Hello from the fake."));
            HttpResponse<String> stream = send(
                    upstream,
                    "/v1/chat/completions",
                    chat + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                    "sk-1");
            assertEquals(
                    "text/event-stream",
                    stream.headers().firstValue("Content-Type").orElseThrow());
            assertTrue(stream.body().endsWith("data: [DONE]\n\n"), stream.body());
            assertTrue(stream.body().contains("\"prompt_tokens\":9"), stream.body());
            assertTrue(send(upstream, "/v1/embeddings", "{\"model\":\"m\",\"input\":\"x\"}", "sk-1")
                    .body()
                    .contains("0.6"));
            assertEquals(
                    200, send(upstream, "/v1/models/gpt-4o-mini", "", "sk-1").statusCode());
            assertEquals(404, send(upstream, "/v1/models/gpt-0", "", "sk-1").statusCode());
            assertEquals("/v1/models", upstream.take().path());
            assertEquals(9, upstream.requests().size());
        }
    }

    @Test
    void callsAToolAndTakesItsResult() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(new FakeOpenAi(""))) {
            String path = "/v1/chat/completions";
            String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}]}";
            String question = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}";
            String call = send(upstream, path, question + "]" + tools, "").body();
            assertTrue(call.contains("\"name\":\"weather\""), call);
            assertTrue(call.contains("\"finish_reason\":\"tool_calls\""), call);
            String result = ",{\"role\":\"tool\",\"tool_call_id\":\"call_fake\",\"content\":\"rain\"}]";
            assertEquals(
                    400, send(upstream, path, question + result + tools, "").statusCode());
            String asked = ",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_fake\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"weather\",\"arguments\":\"{}\"}}]}";
            String answer =
                    send(upstream, path, question + asked + result + tools, "").body();
            assertTrue(answer.contains("The tool said: rain"), answer);
        }
    }

    @Test
    void streamsResponses() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(new FakeOpenAi(""))) {
            String request = "{\"model\":\"m\",\"input\":\"Hi\"";
            assertEquals(400, send(upstream, "/v1/responses", "{}", "").statusCode());
            String whole = send(upstream, "/v1/responses", request + "}", "").body();
            assertTrue(whole.contains("Hello from the fake."), whole);
            String stream = send(upstream, "/v1/responses", request + ",\"stream\":true}", "")
                    .body();
            assertTrue(stream.startsWith("event: response.created\n"), stream);
            assertTrue(stream.contains("\nevent: response.completed\n"), stream);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"messages\":[{\"role\":\"model\",\"content\":\"?\"}]",
                "\"messages\":[{\"role\":\"user\",\"content\":null}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"image\":{}}]}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}]",
                "\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"user\",\"content\":\"?\"}]",
                "\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":{}}}]},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"\"}]",
                "\"messages\":[],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]",
                "\"messages\":[],\"tool_choice\":\"auto\"",
                "\"messages\":[],\"parallel_tool_calls\":false",
                "\"messages\":[],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}",
                "\"messages\":[],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"strict\":true,"
                        + "\"schema\":{\"type\":\"object\",\"properties\":{}}}}",
                "\"messages\":[],\"temperature\":3",
                "\"messages\":[],\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\"]",
                "\"messages\":[],\"stream_options\":{\"include_usage\":true}",
                "\"messages\":[],\"max_tokens\":1,\"max_completion_tokens\":1",
            })
    void refusesWhatTheReferenceRefuses(String members) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(new FakeOpenAi(""))) {
            HttpResponse<String> answer =
                    send(upstream, "/v1/chat/completions", "{\"model\":\"m\"," + members + "}", "");
            assertEquals(400, answer.statusCode(), answer.body());
        }
    }

    @Test
    void callsAToolTwiceAtOnceAndTakesBothResults() throws Exception {
        String tools = "],\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}]";
        String question = "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"Of two cities?\"}";
        String calls = ",{\"type\":\"function_call\",\"call_id\":\"a\"},{\"type\":\"function_call\",\"call_id\":\"b\"}";
        String results = ",{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":\"rain\"}"
                + ",{\"type\":\"function_call_output\",\"call_id\":\"b\",\"output\":\"sun\"}";
        try (FakeUpstream upstream = FakeUpstream.start(new FakeOpenAi(""))) {
            for (String way : new String[] {"}", ",\"stream\":true}"}) {
                String called = send(upstream, "/v1/responses", question + tools + way, "")
                        .body();
                assertTrue(called.contains("Oslo") && called.contains("Rome"), called);
                assertTrue(called.contains("\"call_id\":\"call_fake1\""), called);
                String said = send(upstream, "/v1/responses", question + calls + results + tools + way, "")
                        .body();
                assertTrue(said.contains("rain, sun"), said);
                assertEquals(
                        400,
                        send(upstream, "/v1/responses", question + results + tools + way, "")
                                .statusCode());
            }
        }
    }

    @Test
    void breaksWhenItIsToldTo() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start((request, response) -> {
            response.events();
            response.event("1");
            response.cut();
        })) {
            assertThrows(IOException.class, () -> send(upstream, "/", "x", ""));
        }
    }

    @Test
    void noticesThatThePeerLeaves() throws Exception {
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        try (FakeUpstream upstream = FakeUpstream.start(
                (request, response) -> left.complete(response.awaitDisconnect(Duration.ofSeconds(10))))) {
            CompletableFuture<HttpResponse<String>> pending = client.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            upstream.take();
            pending.cancel(true);
            assertTrue(left.get(10, TimeUnit.SECONDS));
        }
    }

    private HttpResponse<String> send(FakeUpstream upstream, String path, String body, String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + key);
        return client.send(
                body.isEmpty()
                        ? request.build()
                        : request.POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
