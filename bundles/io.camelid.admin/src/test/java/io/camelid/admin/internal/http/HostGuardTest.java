package io.camelid.admin.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostGuardTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost | true",
                "LOCALHOST:15000 | true",
                "gateway.localhost:15000 | true",
                "127.0.0.1:15000 | true",
                "10.1.2.3 | true",
                "[::1]:15000 | true",
                "admin.internal:15000 | true",
                "'' | true",
                "evil.example | false",
                "localhost.evil.example | false",
                "127.0.0.1.evil.example | false",
                "127.0.0.1@evil.example | false",
                "a:b:c | false"
            })
    void admitsOnlyNamesOfThisMachine(String host, boolean admitted) {
        assertEquals(admitted, new HostGuard("admin.internal", true).admits(host));
    }

    @Test
    void admitsAnyNameWhereTheNetworkMayCome() {
        assertTrue(new HostGuard("0.0.0.0", false).admits("camelid-admin.ai-system.svc:15000"));
    }
}
