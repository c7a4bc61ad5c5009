package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.config.snapshot.Filter;
import io.camelid.gateway.Answer;
import io.camelid.spi.HeaderField;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {
    /** What the Gateway API says of each field of RequestRedirect, above all of the port. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http,  8080, -,     -,         -,    http://gateway.test:8080/old/x",
                "http,  80,   -,     -,         -,    http://gateway.test/old/x",
                "https, 443,  -,     -,         -,    https://gateway.test/old/x",
                "https, 80,   -,     -,         -,    https://gateway.test:80/old/x",
                "http,  8080, https, -,         -,    https://gateway.test/old/x",
                "https, 8443, http,  -,         -,    http://gateway.test/old/x",
                "http,  8080, https, -,         8443, https://gateway.test:8443/old/x",
                "http,  8080, -,     -,         80,   http://gateway.test/old/x",
                "http,  8080, -,     other.test, -,   http://other.test:8080/old/x",
            })
    void saysWhere(String scheme, int port, String newScheme, String newHost, Integer newPort, String location) {
        Filter.Redirect redirect = new Filter.Redirect(
                Optional.ofNullable(newScheme),
                Optional.ofNullable(newHost),
                Optional.ofNullable(newPort),
                Optional.empty(),
                302);

        Answer answer = Redirects.answer(redirect, FakeRequest.get("/old/x").to(scheme, port, "gateway.test"), "/old");

        assertEquals(302, answer.status());
        assertEquals(List.of(HeaderField.of("Location", location)), answer.headers());
        assertEquals(0, answer.body().remaining());
    }

    @Test
    void rewritesThePathAndKeepsTheQuery() {
        assertEquals(
                "http://gateway.test/new/x?a=b", redirected(new Filter.ReplacePrefix("/new"), "/old/x", "a=b", "/old"));
        assertEquals("http://gateway.test/?a=b", redirected(new Filter.ReplacePrefix("/"), "/old", "a=b", "/old"));
        assertEquals("http://gateway.test/all", redirected(new Filter.ReplaceFullPath("/all"), "/old/x", "", "/old"));
    }

    private static String redirected(Filter path, String from, String query, String prefix) {
        Filter.Redirect redirect =
                new Filter.Redirect(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(path), 301);
        return Redirects.answer(
                        redirect,
                        FakeRequest.get(from).to("http", 80, "gateway.test").query(query),
                        prefix)
                .headers()
                .get(0)
                .value();
    }
}
