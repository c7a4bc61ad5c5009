package io.camelid.routes.internal;

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

/** Stands for the wire: its consumer takes exchanges from a test, its producers do what the test says. */
final class FakeComponent extends DefaultComponent {
    /** What a producer does with an exchange; true when it is done on return. */
    interface Behaviour {
        boolean process(String name, Exchange exchange, AsyncCallback callback);
    }

    private final Behaviour behaviour;
    private volatile AsyncProcessor route;

    FakeComponent(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    AsyncProcessor route() {
        return route;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new DefaultAsyncProducer(this) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        return behaviour.process(remaining, exchange, callback);
                    }
                };
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                DefaultConsumer consumer = new DefaultConsumer(this, processor);
                route = consumer.getAsyncProcessor();
                return consumer;
            }
        };
    }
}
