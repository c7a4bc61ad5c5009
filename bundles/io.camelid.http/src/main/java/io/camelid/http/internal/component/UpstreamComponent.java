package io.camelid.http.internal.component;

import io.camelid.gateway.GatewayExchange;
import io.camelid.http.internal.upstream.UpstreamClient;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The Camel component {@code upstream:}. {@code to("upstream:<name>")} carries out the exchange's present
 * attempt; the name is for whoever reads the route.
 */
final class UpstreamComponent extends DefaultComponent {
    private final UpstreamClient client;
    private final LocalUpstream local;
    private final UpstreamTimeouts limits;
    private final Mirrors mirrors;

    UpstreamComponent(UpstreamClient client, LocalUpstream local, UpstreamTimeouts limits, Mirrors mirrors) {
        this.client = client;
        this.local = local;
        this.limits = limits;
        this.mirrors = mirrors;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        return new UpstreamEndpoint(uri);
    }

    private final class UpstreamEndpoint extends DefaultEndpoint {
        UpstreamEndpoint(String uri) {
            super(uri, UpstreamComponent.this);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("upstream: only sends");
        }

        @Override
        public Producer createProducer() {
            return new DefaultAsyncProducer(this) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    GatewayExchange request =
                            (GatewayExchange) exchange.getMessage().getBody();
                    boolean over = new UpstreamExchange(
                                    client, local, limits, mirrors, request, () -> callback.done(false))
                            .start();
                    if (over) {
                        callback.done(true);
                    }
                    return over;
                }
            };
        }
    }
}
