package io.camelid.http.internal.component;

import io.camelid.gateway.Answer;
import io.camelid.gateway.Gateway;
import io.camelid.gateway.GatewayExchange;
import io.camelid.spi.HeaderField;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes every request of every port, hands it to the Camel routes, and sends what the
 * gateway settles on when they are done without having answered.
 */
final class GatewayHandler extends Handler.Abstract.NonBlocking {
    private final Gateway gateway;
    private final Entrance entrance;

    GatewayHandler(Gateway gateway, Entrance entrance) {
        this.gateway = gateway;
        this.entrance = entrance;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        WireExchange wire = new WireExchange(request, response);
        if (entrance.isOpen()) {
            GatewayExchange exchange = gateway.open(wire, wire);
            entrance.enter(exchange, () -> finish(exchange, wire, callback));
        } else {
            send(gateway.refuse(wire.path(), Entrance.CLOSED), request, response, callback);
        }
        return true;
    }

    private static void finish(GatewayExchange exchange, WireExchange wire, Callback callback) {
        Optional<Answer> answer = exchange.settle();
        Callback end = Callback.from(callback, () -> {
            wire.letGo();
            exchange.close();
        });
        if (answer.isPresent()) {
            send(answer.get(), wire.jettyRequest(), wire.jettyResponse(), end);
        } else if (wire.breakage() != null) {
            end.failed(new Request.Handler.AbortException(wire.breakage()));
        } else if (wire.isCommitted()) {
            end.succeeded();
        } else {
            end.failed(new Request.Handler.AbortException(new EofException("the exchange ended without an answer")));
        }
    }

    private static void send(Answer answer, Request request, Response response, Callback callback) {
        response.setStatus(answer.status());
        if (!request.consumeAvailable() && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            // The rest of the body is on its way: the connection cannot serve again, and the client must know.
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        // An upstream's refusal has a date of its own, and Jetty has set one.
        if (answer.headers().stream().anyMatch(field -> HttpHeader.DATE.is(field.name()))) {
            response.getHeaders().remove(HttpHeader.DATE);
        }
        for (HeaderField field : answer.headers()) {
            response.getHeaders().add(field.name(), field.value());
        }
        boolean bodiless =
                answer.status() == HttpStatus.NO_CONTENT_204 || answer.status() == HttpStatus.NOT_MODIFIED_304;
        if (!bodiless) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().remaining());
        }
        response.write(true, answer.body().slice(), callback);
    }
}
