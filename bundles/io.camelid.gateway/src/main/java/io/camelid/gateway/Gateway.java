package io.camelid.gateway;

import io.camelid.spi.LlmError;
import org.osgi.annotation.versioning.ProviderType;

/** The gateway's mind: register of formats, health of targets, the configuration in force. Thread-safe. */
@ProviderType
public interface Gateway {
    /** Takes a request in; it holds the snapshot in force until {@link GatewayExchange#close}. */
    GatewayExchange open(ClientRequest request, ClientResponse response);

    /**
     * The answer to a request that never became an exchange, for example one with a malformed head, in
     * the format that its path suggests.
     */
    Answer refuse(String path, LlmError error);
}
