package io.camelid.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.gateway.RouteExplainer;
import io.camelid.shell.internal.Run;
import io.camelid.spi.HeaderField;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteExplainCommandTest {
    /** Explains by saying what it was asked. */
    private static final RouteExplainer ECHO = new RouteExplainer() {
        @Override
        public Explanation explain(String method, URI url, List<HeaderField> headers, ByteBuffer body) {
            return new Explanation(
                    body.hasRemaining(),
                    List.of(
                            new Step("listener", method + " " + url),
                            new Step("headers", headers.toString()),
                            new Step("body", StandardCharsets.UTF_8.decode(body).toString())));
        }
    };

    @Test
    void takesCurlsOptionsBeforeOrAfterTheArguments() throws Exception {
        String[] after = {"post", "http://localhost:8080/v1/x?a=b", "-H", "X-Team: blue", "-d", "{\"a\":1}"};
        String[] before = {"-H", "X-Team: blue", "-d", "{\"a\":1}", "POST", "http://localhost:8080/v1/x?a=b"};

        String out = Run.of(command(), after).out();

        assertTrue(out.contains("POST http://localhost:8080/v1/x?a=b"), out);
        assertTrue(out.contains("[X-Team: blue]"), out);
        assertTrue(out.contains("{\"a\":1}"), out);
        assertTrue(out.endsWith("The request would be served." + System.lineSeparator()), out);
        assertEquals(out, Run.of(command(), before).out());
    }

    @Test
    void credentialsAreMarkedAsSuch() throws Exception {
        JsonNode explanation = new ObjectMapper()
                .readTree(Run.of(command(), "GET", "/", "-H", "Authorization: Bearer sk-1", "--json")
                        .out());

        assertEquals("[Authorization: ***]", explanation.at("/0/steps/1/text").asText());
        assertEquals(false, explanation.at("/0/served").asBoolean());
    }

    @Test
    void refusesWhatIsNoUrlOrTooMuch() throws Exception {
        assertTrue(Run.of(command(), "GET", "http://a b").failure().startsWith("not a URL: "));
        assertEquals(
                "too many arguments: more",
                Run.of(command(), "GET", "/", "more").failure());
    }

    private static RouteExplainCommand command() {
        RouteExplainCommand command = new RouteExplainCommand();
        command.explainer = ECHO;
        return command;
    }
}
