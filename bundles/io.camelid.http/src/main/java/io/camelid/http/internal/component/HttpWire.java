package io.camelid.http.internal.component;

import io.camelid.config.Configuration;
import io.camelid.config.SnapshotListener;
import io.camelid.gateway.Gateway;
import io.camelid.gateway.Readiness;
import io.camelid.http.internal.listener.ListenerSettings;
import io.camelid.http.internal.listener.Listeners;
import io.camelid.http.internal.reactor.Reactors;
import io.camelid.http.internal.upstream.UpstreamClient;
import io.camelid.http.internal.upstream.UpstreamSettings;
import io.camelid.http.internal.upstream.UpstreamTimeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of the gateway: reactors, ports, upstream connections, and the Camel components over
 * them. When the framework begins to stop it drains first, while everything that requests in flight
 * need is still there.
 */
@Component(
        service = Readiness.class,
        immediate = true,
        configurationPid = HttpSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class HttpWire implements Readiness, SynchronousBundleListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpWire.class);
    private static final int WORKERS = 8;

    private final BundleContext bundle;
    private final Duration grace;
    private final Reactors reactors;
    private final UpstreamClient client;
    private final Listeners listeners;
    private final List<ServiceRegistration<?>> components = new ArrayList<>();
    private final AtomicBoolean draining = new AtomicBoolean();

    @Activate
    public HttpWire(
            BundleContext bundle,
            HttpSettings settings,
            @Reference Configuration configuration,
            @Reference Gateway gateway) {
        this.bundle = bundle;
        grace = Durations.parse(settings.drain());
        int loops = settings.reactors() > 0
                ? settings.reactors()
                : Runtime.getRuntime().availableProcessors();
        reactors = new Reactors(loops, WORKERS);
        client = new UpstreamClient(reactors, upstreamSettings(settings));
        Entrance entrance = new Entrance();
        GatewayHandler handler = new GatewayHandler(gateway, entrance);
        listeners = new Listeners(reactors, listenerSettings(settings), handler, new RefusalHandler(gateway));
        Ports ports =
                new Ports(listeners, configuration, reactors.scheduler(), settings.bind(), address(settings), grace);
        Mirrors mirrors = new Mirrors(
                entrance,
                settings.mirror_max_in_flight(),
                settings.mirror_max_body(),
                new BodyBudget(mirrorMemory(settings)));
        RequestBodies bodies =
                new RequestBodies(settings.max_request_body(), new BodyBudget(memory(settings)), mirrors);
        UpstreamTimeouts limits = new UpstreamTimeouts(
                Duration.ZERO,
                Duration.ofMillis(settings.upstream_first_byte_timeout()),
                Duration.ofMillis(settings.upstream_idle_timeout()),
                0);
        register("gateway", new GatewayComponent(entrance, bodies));
        register("upstream", new UpstreamComponent(client, new LocalUpstream(reactors.scheduler()), limits, mirrors));
        // Registered by hand, when it is complete: a component that gives the configuration a listener while it
        // waits for the configuration is a cycle that the service registry refuses.
        components.add(bundle.registerService(SnapshotListener.class, ports, null));
        bundle.addBundleListener(this);
    }

    private void register(String name, org.apache.camel.Component component) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("camel.component", name);
        components.add(bundle.registerService(org.apache.camel.Component.class, component, properties));
    }

    private static long memory(HttpSettings settings) {
        return settings.request_memory() > 0
                ? settings.request_memory()
                : Runtime.getRuntime().maxMemory() / 4;
    }

    private static long mirrorMemory(HttpSettings settings) {
        return settings.mirror_memory() > 0 ? settings.mirror_memory() : memory(settings) / 4;
    }

    private static ListenerSettings listenerSettings(HttpSettings settings) {
        return new ListenerSettings(
                settings.max_request_head(),
                Duration.ofMillis(settings.head_timeout()),
                Duration.ofMillis(settings.idle_timeout()),
                settings.max_connections(),
                ListenerSettings.DEFAULT.backlog(),
                ListenerSettings.DEFAULT.maxEventsPerSecond());
    }

    private static String address(HttpSettings settings) {
        return settings.address().isBlank()
                ? settings.bind()
                : settings.address().strip();
    }

    private static UpstreamSettings upstreamSettings(HttpSettings settings) {
        UpstreamSettings standard = UpstreamSettings.DEFAULT;
        return new UpstreamSettings(
                Duration.ofMillis(settings.upstream_connect_timeout()),
                standard.idleTimeout(),
                settings.upstream_max_connections(),
                standard.maxQueued(),
                standard.maxHeadBytes(),
                standard.nameTtl());
    }

    @Override
    public Optional<String> unready() {
        return draining.get() ? Optional.of("draining") : Optional.empty();
    }

    /** The framework calls before it stops the first bundle, and waits. */
    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            drain();
        }
    }

    private void drain() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        LOG.info("draining for at most {} s", grace.toSeconds());
        try {
            listeners.drain(grace).get(grace.toMillis() + 2_000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not all exchanges ended in time");
        }
    }

    @Deactivate
    void close() {
        bundle.removeBundleListener(this);
        drain();
        components.forEach(ServiceRegistration::unregister);
        listeners.close();
        client.close();
        reactors.close();
    }
}
