package io.camelid.shell.internal.statistics;

import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.GatewayExchange;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** Counts what passes, by backend, target and model, since this bundle started. Its size is bounded. */
@Component(service = {ExchangeStatistics.class, ExchangeObserver.class})
public final class ExchangeStatistics implements ExchangeObserver {
    static final int MOST_KEYS = 500;

    private final Instant since = Instant.now();
    private final Map<TrafficKey, Traffic> traffic = new ConcurrentHashMap<>();

    @Override
    public void closed(GatewayExchange exchange) {
        TrafficKey key = TrafficKey.of(exchange);
        Traffic known = traffic.get(key);
        if (known == null) {
            TrafficKey room = traffic.size() < MOST_KEYS ? key : TrafficKey.OTHERS;
            known = traffic.computeIfAbsent(room, any -> new Traffic());
        }
        known.add(exchange);
    }

    /** When counting began. */
    public Instant since() {
        return since;
    }

    /** What was counted, in order. */
    public Map<TrafficKey, Traffic> traffic() {
        Map<TrafficKey, Traffic> sorted = new TreeMap<>(TrafficKey.ORDER);
        sorted.putAll(traffic);
        return sorted;
    }
}
