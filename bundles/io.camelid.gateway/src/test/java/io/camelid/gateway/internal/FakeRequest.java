package io.camelid.gateway.internal;

import io.camelid.gateway.ClientRequest;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.util.ArrayList;
import java.util.List;

/** A request in memory, with its body. */
record FakeRequest(
        String scheme,
        int listenerPort,
        String host,
        String method,
        String path,
        String query,
        List<HeaderField> fields,
        String body)
        implements ClientRequest {
    static FakeRequest post(String path, String body) {
        return new FakeRequest("http", 8080, "gateway.test", "POST", path, "", List.of(), body);
    }

    static FakeRequest get(String path) {
        return new FakeRequest("http", 8080, "gateway.test", "GET", path, "", List.of(), "");
    }

    /** A chat completion that names a model and does not stream. */
    static FakeRequest chat() {
        return post("/v1/chat/completions", "model=gpt");
    }

    /** A chat completion that names a model and streams. */
    static FakeRequest streamedChat() {
        return post("/v1/chat/completions", "model=gpt stream");
    }

    FakeRequest to(String newScheme, int port, String newHost) {
        return new FakeRequest(newScheme, port, newHost, method, path, query, fields, body);
    }

    FakeRequest query(String newQuery) {
        return new FakeRequest(scheme, listenerPort, host, method, path, newQuery, fields, body);
    }

    FakeRequest with(String name, String value) {
        List<HeaderField> more = new ArrayList<>(fields);
        more.add(HeaderField.of(name, value));
        return new FakeRequest(scheme, listenerPort, host, method, path, query, more, body);
    }

    @Override
    public Headers headers() {
        return Headers.of(fields);
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }
}
