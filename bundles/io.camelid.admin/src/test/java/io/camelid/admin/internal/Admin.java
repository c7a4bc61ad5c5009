package io.camelid.admin.internal;

import io.camelid.admin.internal.http.Endpoint;
import io.camelid.admin.internal.http.RunningListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** An admin listener on a free port, and a client of it. */
public final class Admin implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final RunningListener listener;

    public Admin(Endpoint... endpoints) {
        listener = new RunningListener(List.of(endpoints));
    }

    public String url() {
        return "http://127.0.0.1:" + listener.port();
    }

    public int port() {
        return listener.port();
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    public HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
