package io.camelid.admin.internal.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.admin.internal.Admin;
import io.camelid.admin.internal.kube.Catalog;
import io.camelid.admin.internal.kube.FakeConfiguration;
import io.camelid.gateway.RouteExplainer.Explanation;
import io.camelid.gateway.RouteExplainer.Step;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainEndpointTest {
    private final Catalog catalog = new Catalog(FakeConfiguration.of("manifests.yaml"));
    private final ExplainEndpoint endpoint = new ExplainEndpoint(
            catalog,
            (method, url, headers, body) -> new Explanation(
                    true,
                    List.of(
                            new Step(
                                    "request",
                                    method + " " + url + " " + headers + " " + StandardCharsets.UTF_8.decode(body)),
                            new Step("upstream", "with data-SECRET-1234"))));

    @Test
    void explainsARequest() throws IOException {
        try (Admin admin = new Admin(endpoint)) {
            HttpResponse<String> answer = admin.get(
                    "/debug/explain?method=POST&url=/openai&header=x-a:%20b&header=x-c:d&body=%7B%22model%22:1%7D");

            assertEquals(200, answer.statusCode());
            assertEquals(
                    new ObjectMapper()
                            .readTree(
                                    """
                                    {"served": true, "steps": [
                                      {"name": "request", "text": "POST /openai [x-a: b, x-c: d] {\\"model\\":1}"},
                                      {"name": "upstream", "text": "with ***"}]}
                                    """),
                    new ObjectMapper().readTree(answer.body()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?method=GET", "?url=%20", "?url=/a&header=none"})
    void saysWhatIsWrongWithTheQuestion(String query) {
        try (Admin admin = new Admin(endpoint)) {
            HttpResponse<String> answer = admin.get("/debug/explain" + query);

            assertEquals(400, answer.statusCode());
            assertTrue(answer.body().startsWith("Cannot be explained: "), answer.body());
        }
    }
}
