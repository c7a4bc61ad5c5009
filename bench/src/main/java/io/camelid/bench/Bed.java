package io.camelid.bench;

import io.camelid.bench.proxy.Chat;
import io.camelid.bench.proxy.Gateway;
import io.camelid.bench.proxy.Nginx;
import io.camelid.bench.proxy.Probe;
import io.camelid.bench.proxy.Site;
import io.camelid.bench.proxy.Target;
import io.camelid.bench.proxy.Wrk;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** All that runs beside each other while it is measured; gateways are started when they are first needed. */
final class Bed implements AutoCloseable {
    private enum Log {
        ON,
        OFF
    }

    static final String REQUEST = Chat.request(1024, false);
    static final String ANSWER = Chat.answer(1024);

    private final Options options;
    private final Site site;
    private final Nginx upstream;
    private final Nginx nginx;
    private final Wrk wrk;
    private final Map<Log, Gateway> gateways = new EnumMap<>(Log.class);

    Bed(Options options, Site site) {
        this.options = options;
        this.site = site;
        upstream = Nginx.upstream(site, ANSWER);
        nginx = Nginx.proxy(site, "nginx");
        wrk = new Wrk(site, "requests", REQUEST);
    }

    Options options() {
        return options;
    }

    Site site() {
        return site;
    }

    Nginx nginx() {
        return nginx;
    }

    Wrk wrk() {
        return wrk;
    }

    /** The upstream that answers at once. */
    Target direct() {
        return new Target("direct", URI.create("http://127.0.0.1:" + site.requests() + "/"), OptionalLong.empty());
    }

    /** The upstream that sends events, which each measurement with streams brings along. */
    Target directStream() {
        return new Target("direct", URI.create("http://127.0.0.1:" + site.streams() + "/"), OptionalLong.empty());
    }

    /** A running gateway, pinned to the proxy's core. */
    Gateway gateway(boolean accessLog) {
        return gateways.computeIfAbsent(accessLog ? Log.ON : Log.OFF, log -> {
            Gateway gateway = Gateway.start(
                    options.assembly(),
                    site,
                    "gateway-log-" + (accessLog ? "on" : "off"),
                    Integer.toString(site.proxyCore()),
                    accessLog);
            gateway.awaitFirstAnswer();
            return gateway;
        });
    }

    /** @throws IllegalStateException unless the target answers with just what the upstream says */
    static Target checked(Target target) {
        Probe probe = Probe.post(target.url(), REQUEST);
        if (probe.status() != 200 || !probe.body().equals(ANSWER)) {
            throw new IllegalStateException(target.name() + " " + target.url() + " answered " + probe);
        }
        return target;
    }

    /** @throws IllegalStateException unless the target answers well, in whatever words */
    static Target serving(Target target) {
        Probe probe = Probe.post(target.url(), REQUEST);
        if (probe.status() != 200) {
            throw new IllegalStateException(target.name() + " " + target.url() + " answered " + probe);
        }
        return target;
    }

    @Override
    public void close() {
        gateways.values().forEach(Gateway::close);
        nginx.close();
        upstream.close();
    }
}
