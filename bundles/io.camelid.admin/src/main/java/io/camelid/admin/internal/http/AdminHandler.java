package io.camelid.admin.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the endpoint of a path and sends what it answers. Everything is read-only, uncacheable, and not for other sites. */
final class AdminHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
    private static final int MAX_STREAMS = 32;

    private final Supplier<List<Endpoint>> endpoints;
    private final HostGuard hosts;
    private final AtomicInteger streams = new AtomicInteger();

    AdminHandler(Supplier<List<Endpoint>> endpoints, HostGuard hosts) {
        this.endpoints = endpoints;
        this.hosts = hosts;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        Reply reply = hosts.admits(host(request)) ? reply(query(request)) : Reply.text(421, "No such host here.");
        if (reply instanceof Reply.Whole whole) {
            send(whole, response, callback);
        } else if (reply instanceof Reply.Events events) {
            request.addIdleTimeoutListener(timeout -> false);
            stream(events, response, callback);
        }
        return true;
    }

    private Reply reply(Query query) {
        try {
            return endpoint(query.path())
                    .map(endpoint -> query.isGet() ? endpoint.answer(query) : endpoint.refuse(query))
                    .orElseGet(
                            () -> isIndex(query) ? index() : Reply.text(404, "Nothing here; / lists what there is."));
        } catch (RuntimeException e) {
            LOG.error("The admin listener cannot answer {}", query.path(), e);
            return Reply.text(500, "Something is wrong inside; the log says what.");
        }
    }

    private Optional<Endpoint> endpoint(String path) {
        for (Endpoint endpoint : endpoints.get()) {
            for (String root : endpoint.paths().keySet()) {
                if (path.equals(root) || path.startsWith(root + "/")) {
                    return Optional.of(endpoint);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isIndex(Query query) {
        return query.isGet() && query.path().equals("/");
    }

    private Reply index() {
        Map<String, String> paths = new TreeMap<>();
        endpoints.get().forEach(endpoint -> paths.putAll(endpoint.paths()));
        StringBuilder text = new StringBuilder("Camelid admin listener, read-only\n\n");
        paths.forEach((path, what) -> text.append(String.format("%-18s %s%n", path, what)));
        return Reply.text(200, text.toString().stripTrailing());
    }

    private void send(Reply.Whole whole, Response response, Callback callback) {
        response.setStatus(whole.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, whole.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.body().length);
        if (whole.status() == 405) {
            response.getHeaders().put(new HttpField(HttpHeader.ALLOW, "GET, HEAD"));
        }
        response.write(true, ByteBuffer.wrap(whole.body()), callback);
    }

    private void stream(Reply.Events events, Response response, Callback callback) {
        if (streams.incrementAndGet() > MAX_STREAMS) {
            streams.decrementAndGet();
            send((Reply.Whole) Reply.text(503, "Too many are watching."), response, callback);
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, events.contentType());
        new EventStream(events, getServer(), response, Callback.from(callback, streams::decrementAndGet)).start();
    }

    private static String host(Request request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)).orElse("");
    }

    private static Query query(Request request) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request, StandardCharsets.UTF_8)) {
            parameters.put(field.getName(), new ArrayList<>(field.getValues()));
        }
        String method = HttpMethod.HEAD.is(request.getMethod()) ? "GET" : request.getMethod();
        String accept = String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT));
        return new Query(method, Request.getPathInContext(request), parameters, accept);
    }
}
