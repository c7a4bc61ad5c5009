package io.camelid.routes.internal;

import io.camelid.gateway.GatewayExchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.processor.loadbalancer.LoadBalancerSupport;

/**
 * Sends an exchange to one target route after another until the gateway says that it is answered or
 * that nobody is left. Whom, and whether again, is the gateway's decision; this is the loop.
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
        if (request.next()) {
            AsyncProcessor target =
                    getProcessors().get(positions.get(request.attempt().target()));
            target.process(exchange, doneSync -> process(exchange, callback));
        } else {
            callback.done(false);
        }
        return false;
    }
}
