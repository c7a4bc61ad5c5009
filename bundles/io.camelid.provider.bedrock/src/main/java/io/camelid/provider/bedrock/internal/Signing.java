package io.camelid.provider.bedrock.internal;

import io.camelid.spi.provider.HttpCall;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** How a target proves who is calling, as {@link io.camelid.spi.provider.ProviderTarget#sign} demands it. */
@FunctionalInterface
interface Signing extends AutoCloseable {
    CompletionStage<HttpCall> sign(HttpCall call, ByteBuffer body);

    @Override
    default void close() {}
}
