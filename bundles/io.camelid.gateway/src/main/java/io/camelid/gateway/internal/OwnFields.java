package io.camelid.gateway.internal;

import io.camelid.gateway.ExchangeView;
import io.camelid.gateway.GatewayHeaders;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.util.ArrayList;
import java.util.List;

/** The header fields that the gateway sets on every answer, whoever made it. */
final class OwnFields {
    private OwnFields() {}

    /**
     * @param upstream the fields that came with the answer
     * @param more to set
     */
    static HeaderChanges of(ExchangeView exchange, Headers upstream, List<HeaderField> more) {
        List<HeaderField> own = new ArrayList<>(5 + more.size());
        own.addAll(more);
        own.add(HeaderField.of(GatewayHeaders.REQUEST_ID, exchange.id()));
        upstream.first(GatewayHeaders.REQUEST_ID)
                .ifPresent(theirs -> own.add(HeaderField.of(GatewayHeaders.UPSTREAM_REQUEST_ID, theirs)));
        exchange.backend().ifPresent(backend -> {
            own.add(HeaderField.of(GatewayHeaders.BACKEND, backend.key().qualifiedName()));
            exchange.target()
                    .ifPresent(target -> own.add(HeaderField.of(
                            GatewayHeaders.PROVIDER, target.config().name())));
            own.add(HeaderField.of(GatewayHeaders.ATTEMPTS, Integer.toString(exchange.attempts())));
        });
        return HeaderChanges.setting(own);
    }
}
