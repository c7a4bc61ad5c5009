package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Filter;
import io.camelid.gateway.Answer;
import io.camelid.gateway.ClientRequest;
import io.camelid.spi.HeaderField;
import java.nio.ByteBuffer;
import java.util.List;

/** Answers of the Gateway API's RequestRedirect filter. */
final class Redirects {
    private Redirects() {}

    /**
     * Makes the answer. What the filter does not name is the request's own; the port is the filter's,
     * else the well-known one of a scheme that the filter names, else the listener's.
     */
    static Answer answer(Filter.Redirect redirect, ClientRequest request, String prefix) {
        String scheme = redirect.scheme().orElse(request.scheme());
        int wellKnown = scheme.equals("https") ? 443 : 80;
        int port = redirect.port().orElse(redirect.scheme().isPresent() ? wellKnown : request.listenerPort());
        String host = redirect.host().orElse(request.host());
        String path = redirect.path()
                .map(filter -> PathRewrite.apply(filter, request.path(), prefix))
                .orElse(request.path());
        String location = scheme + "://" + host + (port == wellKnown ? "" : ":" + port) + path
                + (request.query().isEmpty() ? "" : "?" + request.query());
        return new Answer(redirect.status(), List.of(HeaderField.of("Location", location)), ByteBuffer.allocate(0));
    }
}
