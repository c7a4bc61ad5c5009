package io.camelid.http.internal.tls;

import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;

/** Notes the server name that the client of one connection asks for; one that is not served ends the handshake. */
final class RequestedHost extends SNIMatcher {
    private final PortTls tls;
    private volatile String name;

    RequestedHost(PortTls tls) {
        super(StandardConstants.SNI_HOST_NAME);
        this.tls = tls;
    }

    @Override
    public boolean matches(SNIServerName requested) {
        name = PortKeys.text(requested);
        return tls.isServed(name);
    }

    /** Null when the client asked for none. */
    String name() {
        return name;
    }
}
