package io.camelid.provider.acme.internal;

import io.camelid.spi.FormatId;
import io.camelid.spi.Operation;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import io.camelid.spi.provider.HttpCall;
import io.camelid.spi.provider.LlmCall;
import io.camelid.spi.provider.ProviderTarget;
import io.camelid.spi.provider.UpstreamCall;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One Backend's Acme: where its calls go, and how they prove who is calling. */
final class AcmeTarget implements ProviderTarget {
    private static final Address HOST = Address.https("api.acme.example");

    private final EndpointOverride endpoint;
    private final Auth auth;

    AcmeTarget(EndpointOverride endpoint, Auth auth) {
        this.endpoint = endpoint;
        this.auth = auth;
    }

    /** The languages it speaks; clients of other formats are translated to the first. */
    @Override
    public List<FormatId> formats(Operation operation, String model) {
        return operation == Operation.CHAT ? List.of(FormatId.COMPLETIONS) : List.of();
    }

    @Override
    public UpstreamCall prepare(LlmCall call) {
        return HttpCall.of(call, endpoint.addressOr(HOST), endpoint.pathOr(call, "/v1", "/chat/completions"));
    }

    @Override
    public CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body) {
        return CompletableFuture.completedFuture(
                auth instanceof Auth.Key key ? call.with(key, CredentialLocation.BEARER) : call);
    }
}
