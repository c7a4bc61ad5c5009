package io.camelid.spi.provider;

import io.camelid.spi.Operation;
import java.util.Optional;

/**
 * What a manifest says about where a target is, against the provider's own idea of it.
 *
 * @param address replaces the provider's host ({@code host} + {@code port})
 * @param fullPath replaces the path of every call ({@code path}, {@code path.full})
 * @param pathPrefix replaces the part of the path before the API's own suffix ({@code pathPrefix})
 * @param tls replaces the TLS settings towards the provider's own host ({@code policies.tls})
 */
public record EndpointOverride(
        Optional<Address> address, Optional<String> fullPath, Optional<String> pathPrefix, Optional<Tls> tls) {
    /** The provider's own idea holds. */
    public static final EndpointOverride NONE =
            new EndpointOverride(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Where to connect, given the provider's own host. */
    public Address addressOr(Address standard) {
        return address.orElseGet(() -> tls.isPresent() && standard.tls().isPresent()
                ? new Address(standard.host(), standard.port(), tls)
                : standard);
    }

    /**
     * The path to send, given the provider's own base and the API's suffix below it. With only a host
     * override the client's own path is kept, as long as it already names the API that is called; a call
     * that nobody reads ({@link Operation#OTHER}) always keeps it.
     *
     * @param base the provider's own, for example {@code /v1}
     * @param suffix the API's, for example {@code /chat/completions}
     */
    public String pathOr(LlmCall call, String base, String suffix) {
        if (call.operation() == Operation.OTHER) {
            return call.clientPath().orElse(base + suffix);
        }
        if (fullPath.isPresent()) {
            return fullPath.get();
        }
        if (pathPrefix.isPresent()) {
            return pathPrefix.get() + suffix;
        }
        return address.isPresent() ? call.clientPath().orElse(base + suffix) : base + suffix;
    }
}
