package io.camelid.telemetry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {
    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 0, InvalidRequest",
        "INVALID_REQUEST, 1, Upstream",
        "REQUEST_TOO_LARGE, 0, InvalidRequest",
        "NOT_FOUND, 0, NotFound",
        "NOT_FOUND, 1, Upstream",
        "UNAUTHENTICATED, 0, Authorization",
        "RATE_LIMITED, 0, RateLimit",
        "RATE_LIMITED, 2, Upstream",
        "CONFIGURATION, 0, Internal",
        "UNAVAILABLE, 0, NoHealthyBackend",
        "UNAVAILABLE, 3, UpstreamFailure",
        "UPSTREAM, 1, UpstreamFailure",
        "TIMEOUT, 1, Timeout"
    })
    void namesAFailure(ErrorKind kind, int attempts, String label) {
        FakeExchange exchange = new FakeExchange();
        exchange.attempts = attempts;
        exchange.error = Optional.of(LlmError.of(kind, "code", "message"));

        assertEquals(label, Reason.of(exchange).label());
    }

    @Test
    void tellsARedirectFromAnUpstreamsAnswer() {
        FakeExchange redirect = new FakeExchange();
        redirect.attempts = 0;
        redirect.backend = Optional.empty();

        assertEquals("DirectResponse", Reason.of(redirect).label());
        assertEquals("Upstream", Reason.of(new FakeExchange()).label());
    }
}
