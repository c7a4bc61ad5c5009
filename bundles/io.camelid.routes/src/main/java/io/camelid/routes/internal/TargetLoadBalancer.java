package io.camelid.routes.internal;

import io.camelid.gateway.Attempt;
import io.camelid.gateway.GatewayExchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.processor.loadbalancer.LoadBalancerSupport;
import org.apache.camel.support.ExchangeHelper;

/**
 * Sends an exchange to one target route after another until the gateway says that it is answered or
 * that nobody is left. Whom, and whether again, is the gateway's decision; this is the loop. A target
 * that is slow may get company: a second one is asked with a copy of the Camel exchange, and the loop
 * goes on when both have come back.
 */
final class TargetLoadBalancer extends LoadBalancerSupport {
    private final Map<String, Integer> positions = new HashMap<>();

    /** @param targets what {@code Attempt.target()} calls the outputs of this balancer, in their order */
    TargetLoadBalancer(List<String> targets) {
        for (int i = 0; i < targets.size(); i++) {
            positions.putIfAbsent(targets.get(i), i);
        }
    }

    /**
     * Only the callback counts: of a target that is done when it returns Camel says so twice, by the return value, and to
     * the callback as if it had come later.
     */
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        GatewayExchange request = Steps.exchange(exchange);
        if (!request.next()) {
            callback.done(false);
        } else if (request.attempt().hedgeAfter().isEmpty()) {
            target(request.attempt()).process(exchange, doneSync -> process(exchange, callback));
        } else {
            new Hedged(exchange, request, callback).begin();
        }
        return false;
    }

    private AsyncProcessor target(Attempt attempt) {
        return getProcessors().get(positions.get(attempt.target()));
    }

    /** A target, and another beside it if the first is slow. Confined like the exchange. */
    private final class Hedged {
        private final Exchange exchange;
        private final GatewayExchange request;
        private final AsyncCallback callback;
        private int underWay;

        Hedged(Exchange exchange, GatewayExchange request, AsyncCallback callback) {
            this.exchange = exchange;
            this.request = request;
            this.callback = callback;
        }

        void begin() {
            Attempt first = request.attempt();
            first.whenSlow(this::hedge);
            send(exchange, first);
        }

        private void hedge() {
            if (underWay > 0 && request.hedge()) {
                send(ExchangeHelper.createCorrelatedCopy(exchange, false), request.attempt());
            }
        }

        private void send(Exchange sent, Attempt attempt) {
            underWay++;
            target(attempt).process(sent, doneSync -> back());
        }

        private void back() {
            underWay--;
            if (underWay == 0) {
                process(exchange, callback);
            }
        }
    }
}
