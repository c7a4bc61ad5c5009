package io.camelid.camel;

import java.time.Duration;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A Camel context inside of a bundle, for routes that are made in Java. It is not started, and may be
 * configured further until routes are added. Camel's own classes and resources are found by Camel's class
 * loader, which Camel also sets on the calling thread for as long as it builds, adds routes, starts and
 * stops; whoever calls need not.
 */
public class EmbeddedCamelContext extends DefaultCamelContext {
    /**
     * Makes a context.
     *
     * @param name as {@code camel:context-list} shows it
     * @param patience how long exchanges may take to end when the context is stopped; at least a second
     */
    public EmbeddedCamelContext(String name, Duration patience) {
        super(false);
        setApplicationContextClassLoader(DefaultCamelContext.class.getClassLoader());
        getCamelContextExtension().setName(name);
        // An MBean a route costs five times the route itself; camel:route-list shows the routes without.
        disableJMX();
        // There are none but those of Camel's core, which need no search.
        setLoadTypeConverters(false);
        getShutdownStrategy().setTimeout(patience.toSeconds());
    }
}
