package io.camelid.testkit.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.params.provider.CsvSource;

class FakeAnthropicTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String TOOL = "\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}]";

    private final HttpClient client = HttpClient.newHttpClient();
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = FakeUpstream.start(new FakeAnthropic("sk-1"));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void answersAsTheApiDoes() throws Exception {
        String whole = post("/v1/messages", chat("claude-sonnet-4-5", HI), 200);
        assertTrue(whole.contains("\"text\":\"Hello from the fake.\""), whole);
        String stream = post("/v1/messages", chat("claude-sonnet-4-5", HI + ",\"stream\":true"), 200);
        assertTrue(stream.startsWith("event: message_start\ndata: {\"type\":\"message_start\""), stream);
        assertTrue(stream.endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"), stream);
        assertEquals("{\"input_tokens\":9}", post("/v1/messages/count_tokens", "{\"model\":\"m\"," + HI + "}", 200));
        assertTrue(send(request("/v1/models")).body().contains("\"has_more\":false"));
        assertEquals(404, send(request("/v1/models/other")).statusCode());
        post("/v1/complete", "{}", 404);
    }

    @Test
    void wantsAKeyAndAVersion() throws Exception {
        URI models = URI.create("http://127.0.0.1:" + upstream.port() + "/v1/models");
        HttpRequest.Builder request = HttpRequest.newBuilder(models).header("anthropic-version", "2023-06-01");
        assertEquals(401, send(request.copy().header("x-api-key", "sk-2")).statusCode());
        assertEquals(
                200, send(request.copy().header("Authorization", "Bearer sk-1")).statusCode());
        assertEquals(
                400,
                send(HttpRequest.newBuilder(models).header("x-api-key", "sk-1")).statusCode());
    }

    @Test
    void callsAToolAndTakesItsResult() throws Exception {
        String call = post("/v1/messages", chat("m", HI + "," + TOOL), 200);
        assertTrue(call.contains("\"stop_reason\":\"tool_use\""), call);
        String asked =
                "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"weather\",\"input\":{}}]}";
        String result =
                "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":\"rain\"}]}";
        String talk = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}," + asked + "," + result + "]";
        assertTrue(post("/v1/messages", chat("m", talk + "," + TOOL), 200).contains("The tool said: rain"));
        post("/v1/messages", chat("m", talk), 400);
        post("/v1/messages", chat("m", talk.replace("," + result, "") + "," + TOOL), 400);
        post("/v1/messages", chat("m", talk.replace("\"a\",\"content\"", "\"b\",\"content\"") + "," + TOOL), 400);
    }

    @Test
    void failsAsAsked() throws Exception {
        assertTrue(post("/v1/messages", chat("throttled", HI), 429).contains("rate_limit_error"));
        assertTrue(post("/v1/messages", chat("overloaded", HI), 529).contains("overloaded_error"));
        assertTrue(post("/v1/messages", chat("refusing", HI), 200).contains("\"stop_reason\":\"refusal\""));
        String broken = post("/v1/messages", chat("failing-stream", HI + ",\"stream\":true"), 200);
        assertTrue(broken.contains("event: error\n"), broken);
        assertThrows(IOException.class, () -> post("/v1/messages", chat("cut-stream", HI + ",\"stream\":true"), 200));
    }

    /** What goes wrong when a request is made carelessly. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'messages':[]",
                "'messages':[{'role':'assistant','content':'Hi'}]",
                "'messages':[{'role':'user','content':' '}]",
                "'messages':[{'role':'user','content':'Hi'},{'role':'user','content':'Hi'}]",
                "'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Hi '}]",
                "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/tiff','data':'AA=='}}]}]",
                "HI,'seed':1",
                "HI,'temperature':1.5",
                "HI,'temperature':0.5,'top_p':0.5",
                "HI,'tool_choice':{'type':'auto'}",
                "HI,'tools':[{'name':'a.b','input_schema':{'type':'object'}}]",
                "HI,'tools':[{'name':'a','input_schema':{}}]",
                "HI,'thinking':{'type':'enabled','budget_tokens':100}",
                "HI,'thinking':{'type':'enabled','budget_tokens':5000}",
                "HI,'thinking':{'type':'adaptive'}",
                "HI,'thinking':{'type':'enabled','budget_tokens':1024},'temperature':0.5",
                "HI,'output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}}",
                "HI,'output_config':{'effort':'low'}",
            })
    void refusesWhatAnthropicRefuses(String members) throws Exception {
        String body = chat("claude-sonnet-4-5", members.replace("HI", HI).replace('\'', '"'));
        String error = post("/v1/messages", body, 400);
        assertTrue(error.contains("\"invalid_request_error\""), error);
    }

    private static String chat(String model, String members) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":4096," + members + "}";
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path))
                .header("x-api-key", "sk-1")
                .header("anthropic-version", "2023-06-01")
                .header("Content-Type", "application/json");
    }

    private String post(String path, String body, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
        assertEquals(status, response.statusCode(), response.body());
        return response.body();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofString());
    }
}
