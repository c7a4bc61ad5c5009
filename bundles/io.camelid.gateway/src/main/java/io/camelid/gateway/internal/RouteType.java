package io.camelid.gateway.internal;

import io.camelid.spi.format.Format;

/** What the gateway does with a request to providers. */
sealed interface RouteType {
    /** Understand it. */
    record Spoken(Format format) implements RouteType {}

    /** Send path and bytes on as they are. */
    record Opaque() implements RouteType {}

    RouteType OPAQUE = new Opaque();
}
