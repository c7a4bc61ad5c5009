package io.camelid.routes.internal;

import io.camelid.config.SnapshotListener;
import io.camelid.config.snapshot.RoutingSnapshot;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's Camel context: the spine, and the routes of the snapshots in use. */
@org.osgi.service.component.annotations.Component(service = SnapshotListener.class, immediate = true)
public final class GatewayRoutes implements SnapshotListener {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayRoutes.class);

    private final GatewayContext context;
    private final Reconciler reconciler;
    private final ServiceRegistration<CamelContext> registration;

    @Activate
    public GatewayRoutes(
            BundleContext bundle,
            @Reference(target = "(camel.component=gateway)") Component gateway,
            @Reference(target = "(camel.component=upstream)") Component upstream)
            throws Exception {
        Dispatcher dispatcher = new Dispatcher();
        context = context(gateway, upstream);
        reconciler = new Reconciler(context, dispatcher);
        context.addRoutes(new Spine(dispatcher));
        context.start();
        registration = bundle.registerService(CamelContext.class, context, null);
    }

    /** A context that costs a request as little as may be: what is off here is what nobody would look at. */
    static GatewayContext context(Component gateway, Component upstream) {
        GatewayContext context = new GatewayContext();
        context.setStreamCaching(false);
        context.setMessageHistory(false);
        context.setUseMDCLogging(false);
        context.setUseBreadcrumb(false);
        context.setAllowUseOriginalMessage(false);
        context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
        context.addComponent("gateway", gateway);
        context.addComponent("upstream", upstream);
        context.build();
        return context;
    }

    @Deactivate
    void close() {
        registration.unregister();
        context.stop();
    }

    @Override
    public void prepare(RoutingSnapshot next) {
        try {
            reconciler.add(next);
        } catch (Exception e) {
            throw new IllegalStateException("cannot build the routes of snapshot " + next.version(), e);
        }
    }

    @Override
    public void activated(RoutingSnapshot current) {
        LOG.debug("routes of snapshot {} are in force", current.version());
    }

    @Override
    public void retired(RoutingSnapshot previous) {
        reconciler.retire(previous);
    }
}
