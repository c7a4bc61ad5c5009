package io.camelid.http.internal.component;

import io.camelid.gateway.Gateway;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import java.util.Optional;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers requests that Jetty refuses before they become exchanges, in the client's format. */
final class RefusalHandler implements Request.Handler {
    private final Gateway gateway;

    RefusalHandler(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus() >= 400 ? response.getStatus() : 500;
        String message = Optional.ofNullable(request.getAttribute(ErrorHandler.ERROR_MESSAGE))
                .map(String::valueOf)
                .orElse("the request is not valid HTTP");
        String path =
                Optional.ofNullable(request.getHttpURI()).map(HttpURI::getPath).orElse("/");
        LlmError error =
                LlmError.of(ErrorKind.ofStatus(status), code(status), message).withStatus(status);
        io.camelid.gateway.Answer answer = gateway.refuse(path, error);
        response.setStatus(status);
        for (HeaderField field : answer.headers()) {
            response.getHeaders().put(field.name(), field.value());
        }
        response.write(true, answer.body().slice(), callback);
        return true;
    }

    private static String code(int status) {
        return switch (status) {
            case 408 -> "request_timeout";
            case 413 -> "request_body_too_large";
            case 414 -> "request_target_too_long";
            case 421 -> "misdirected_request";
            case 431 -> "request_head_too_large";
            default -> status >= 500 ? "internal" : "malformed_request";
        };
    }
}
