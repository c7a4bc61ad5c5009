package io.camelid.karaf.internal;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the framework when the JVM is told to end by anything but SIGTERM, which Karaf itself handles: on Ctrl-C, too, readiness
 * turns 503 and what is in flight is finished.
 */
@Component(service = OrderlyExit.class, immediate = true)
public final class OrderlyExit {

    private static final Logger LOG = LoggerFactory.getLogger(OrderlyExit.class);

    private final Thread hook;

    @Activate
    public OrderlyExit(BundleContext context) {
        Framework framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(Framework.class);
        hook = new Thread(() -> stop(framework), "camelid-exit");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Also runs while the framework stops; then the hook itself, or Karaf's end of the JVM, is under way and nothing is left to do. */
    @Deactivate
    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            LOG.debug("The JVM is going down", exiting);
        }
    }

    private static void stop(Framework framework) {
        try {
            framework.stop();
            framework.waitForStop(0);
        } catch (BundleException e) {
            LOG.warn("The framework did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
