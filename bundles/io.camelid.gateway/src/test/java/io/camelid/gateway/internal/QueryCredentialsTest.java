package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryCredentialsTest {
    @ParameterizedTest
    @CsvSource({
        "'',                  ''",
        "alt=sse,             alt=sse",
        "key=secret,          ''",
        "key=,                ''",
        "key=secret&alt=sse,  alt=sse",
        "alt=sse&key=secret,  alt=sse",
        "a=1&key=s&b=2&key=t, a=1&b=2",
        "monkey=1&keys=2,     monkey=1&keys=2",
        "a=key=1,             a=key=1",
        "%6Bey=secret&a=%zz,  a=%zz",
        "access_token=s&a=1,  a=1",
        "api-key=s&a=1,       a=1",
        "X-Amz-Signature=s&X-Amz-Security-Token=t&a=1, a=1",
    })
    void takesTheKeyOut(String query, String expected) {
        assertEquals(expected, QueryCredentials.strip(query));
    }
}
