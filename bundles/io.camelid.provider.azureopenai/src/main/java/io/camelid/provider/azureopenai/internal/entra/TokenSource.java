package io.camelid.provider.azureopenai.internal.entra;

import java.util.concurrent.CompletionStage;

/** Where tokens come from. */
@FunctionalInterface
public interface TokenSource {
    /**
     * Fetches a token over the network. Returns at once; a failure is an {@link io.camelid.spi.LlmException}
     * that shows no secret.
     */
    CompletionStage<AccessToken> fetch();
}
