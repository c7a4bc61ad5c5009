package io.camelid.http.internal.component;

import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The Camel component {@code gateway:}, a client's side of an exchange. {@code from("gateway:listeners")}
 * takes the requests of every open port; {@code to("gateway:body")} reads the request's body, if its
 * backend needs it. The message body is the {@code GatewayExchange}.
 */
final class GatewayComponent extends DefaultComponent {
    private static final String LISTENERS = "listeners";
    private static final String BODY = "body";

    private final Entrance entrance;
    private final RequestBodies bodies;

    GatewayComponent(Entrance entrance, RequestBodies bodies) {
        this.entrance = entrance;
        this.bodies = bodies;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return switch (remaining) {
            case LISTENERS -> new ListenersEndpoint(uri);
            case BODY -> new BodyEndpoint(uri);
            default ->
                throw new IllegalArgumentException("gateway: is followed by listeners or body, not " + remaining);
        };
    }

    private final class ListenersEndpoint extends DefaultEndpoint {
        ListenersEndpoint(String uri) {
            super(uri, GatewayComponent.this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new ListenersConsumer(this, processor);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("gateway:listeners only takes requests in");
        }
    }

    /** Open as long as its route runs. */
    private final class ListenersConsumer extends DefaultConsumer {
        ListenersConsumer(Endpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            AsyncProcessor route = getAsyncProcessor();
            entrance.open(this, route);
        }

        @Override
        protected void doStop() throws Exception {
            entrance.close();
            super.doStop();
        }
    }

    private final class BodyEndpoint extends DefaultEndpoint {
        BodyEndpoint(String uri) {
            super(uri, GatewayComponent.this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("gateway:body only reads the body of a request");
        }

        @Override
        public Producer createProducer() {
            return new DefaultAsyncProducer(this) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    return bodies.read(exchange, callback);
                }
            };
        }
    }
}
