package io.camelid.http.internal.osgi;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Lets Jetty find how to write common header fields in advance, for HTTP/1 and HTTP/2. It looks once in the life of
 * the process, through the class loader of whatever thread comes first; without HPACK's encoder among what it finds,
 * no answer to an HTTP/2 client could be written. So it is made to look when this bundle starts, which is before any
 * other that uses Jetty, and through this bundle, which names all encoders.
 */
public final class FieldPreEncoders implements BundleActivator {
    private static final String LOOKS = "org.eclipse.jetty.http.PreEncodedHttpField";

    @Override
    public void start(BundleContext bundle) throws ClassNotFoundException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader own = FieldPreEncoders.class.getClassLoader();
        thread.setContextClassLoader(own);
        try {
            Class.forName(LOOKS, true, own);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void stop(BundleContext bundle) {
        // What Jetty has found stays found.
    }
}
