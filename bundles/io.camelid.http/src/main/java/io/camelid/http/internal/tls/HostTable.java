package io.camelid.http.internal.tls;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Something for each host name: exact ones, {@code *.example.com} for hosts at any depth below, and any host. */
final class HostTable<T> {
    private final Map<String, T> named = new HashMap<>();
    private T any;

    /** The present value for a host name; empty is any host. */
    T get(Optional<String> hostname) {
        return hostname.isPresent() ? named.get(hostname.get()) : any;
    }

    void put(Optional<String> hostname, T value) {
        hostname.ifPresentOrElse(name -> named.put(name, value), () -> any = value);
    }

    /**
     * What is there for the most specific host name that fits.
     *
     * @param host lower-case; null is a host that is not known
     * @return null when nothing fits
     */
    T find(String host) {
        if (host == null || named.isEmpty()) {
            return any;
        }
        T found = named.get(host);
        for (int dot = host.indexOf('.'); found == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            found = named.get("*" + host.substring(dot));
        }
        return found == null ? any : found;
    }
}
