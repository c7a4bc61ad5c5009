package io.camelid.admin.internal.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.admin.internal.Admin;
import io.camelid.telemetry.MetricsPage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {
    @Test
    void givesThePageThatWasAskedFor() {
        MetricsPage page = new MetricsPage() {
            @Override
            public String contentType(String accept) {
                return accept + "; version=1";
            }

            @Override
            public void write(String accept, OutputStream out) throws IOException {
                out.write(("up 1 # " + accept).getBytes(StandardCharsets.UTF_8));
            }
        };
        try (Admin admin = new Admin(new MetricsEndpoint(page))) {
            HttpResponse<String> answer = admin.get("/metrics", "Accept", "application/openmetrics-text");

            assertEquals("up 1 # application/openmetrics-text", answer.body());
            assertEquals(
                    Optional.of("application/openmetrics-text; version=1"),
                    answer.headers().firstValue("Content-Type"));
            assertEquals(404, admin.get("/metrics2").statusCode());
        }
    }
}
