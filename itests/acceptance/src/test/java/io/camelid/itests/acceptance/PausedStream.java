package io.camelid.itests.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.harness.Client;
import io.camelid.testkit.upstream.FakeUpstream;
import io.camelid.testkit.upstream.UpstreamRequest;
import io.camelid.testkit.upstream.UpstreamResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A chat whose answer has begun to stream, and goes on when the test says so: something in flight. */
final class PausedStream implements AutoCloseable {
    private static final String MODEL = "paused";
    private static final int PATIENCE = 120;

    /** The vendor's side: answers at once, unless the model is the paused one. */
    static final class Vendor implements FakeUpstream.Script {
        private final FakeUpstream.Script otherwise;
        private final Semaphore goOn = new Semaphore(0);

        Vendor(FakeUpstream.Script otherwise) {
            this.otherwise = otherwise;
        }

        @Override
        public void answer(UpstreamRequest request, UpstreamResponse response)
                throws IOException, InterruptedException {
            if (!request.text().contains("\"" + MODEL + "\"")) {
                otherwise.answer(request, response);
                return;
            }
            response.events();
            response.event(chunk("first"));
            if (goOn.tryAcquire(PATIENCE, TimeUnit.SECONDS)) {
                response.event(chunk("last"));
                response.event("[DONE]");
                response.end();
            }
        }

        private static String chunk(String word) {
            return "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"" + MODEL
                    + "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + word + "\"},\"finish_reason\":null}]}";
        }
    }

    private final Vendor vendor;
    private final BufferedReader events;

    private PausedStream(Vendor vendor, InputStream body) {
        this.vendor = vendor;
        this.events = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** Asks, and waits until the first event is here. */
    static PausedStream open(Vendor vendor, Client client, String path) throws Exception {
        HttpResponse<InputStream> response = client.open(client.request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"" + MODEL + "\",\"stream\":true,\"messages\":[]}"))
                .build());
        assertEquals(200, response.statusCode());
        PausedStream stream = new PausedStream(vendor, response.body());
        assertTrue(stream.event().contains("first"));
        return stream;
    }

    /** Lets the vendor go on, and checks that the rest comes to its proper end. */
    void finish() throws IOException {
        vendor.goOn.release();
        assertTrue(event().contains("last"));
        assertEquals("data: [DONE]", event());
        assertNull(event());
    }

    /** The next line of data; null at the end. */
    String event() throws IOException {
        String line = events.readLine();
        while (line != null && line.isEmpty()) {
            line = events.readLine();
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
