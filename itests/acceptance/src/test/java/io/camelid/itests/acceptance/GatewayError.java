package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.itests.acceptance.harness.RawConnection;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An answer that must be an error of the gateway's own making, told to a client of OpenAI's API. */
record GatewayError(int status, String body, UnaryOperator<String> header) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static GatewayError of(HttpResponse<String> response) {
        return new GatewayError(response.statusCode(), response.body(), name -> response.headers()
                .firstValue(name)
                .orElse(""));
    }

    static GatewayError of(RawConnection.Answer answer) {
        return new GatewayError(answer.status(), answer.body(), name -> Optional.ofNullable(
                        answer.headers().get(name))
                .orElse(""));
    }

    /** Checks status and code, and that everything a client needs to make sense of it is there. */
    GatewayError is(int wantedStatus, String wantedCode) throws JsonProcessingException {
        assertEquals(wantedStatus, status, body);
        JsonNode error = JSON.readTree(body).path("error");
        assertAll(
                body,
                () -> assertFalse(wantedCode.isEmpty(), "no code"),
                () -> assertEquals(wantedCode, header.apply("x-camelid-error")),
                () -> assertEquals("application/json", header.apply("Content-Type")),
                () -> assertEquals(wantedCode, error.path("code").asText()),
                () -> assertFalse(error.path("message").asText().isBlank()),
                () -> assertFalse(error.path("type").asText().isBlank()),
                () -> assertTrue(error.has("param")));
        return this;
    }

    GatewayError mentions(String text) {
        assertTrue(body.contains(text), body);
        return this;
    }
}
