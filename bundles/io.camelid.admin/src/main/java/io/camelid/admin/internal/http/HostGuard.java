package io.camelid.admin.internal.http;

import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.HostPort;

/**
 * Refuses requests that a browser was led into by a name that resolves to this machine (DNS rebinding): a listener
 * on the loopback address is asked for by a loopback name, by an address, or by the name it is bound to.
 */
final class HostGuard {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final String bind;
    private final boolean loopback;

    /** @param bind the address that the listener is bound to, as configured */
    HostGuard(String bind, boolean loopback) {
        this.bind = bind;
        this.loopback = loopback;
    }

    /** @param authority the {@code Host} field; empty text when there is none */
    boolean admits(String authority) {
        if (!loopback || authority.isEmpty()) {
            return true;
        }
        String host = host(authority);
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equalsIgnoreCase(bind)
                || host.startsWith("[")
                || IPV4.matcher(host).matches();
    }

    private static String host(String authority) {
        try {
            return new HostPort(authority).getHost().toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
