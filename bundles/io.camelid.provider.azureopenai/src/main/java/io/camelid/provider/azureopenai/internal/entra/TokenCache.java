package io.camelid.provider.azureopenai.internal.entra;

import io.camelid.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The current token of one source. Callers share one fetch; a token that nears its end is replaced while
 * calls go on with it; after a failure nobody asks again for a moment. Thread-safe.
 */
public final class TokenCache {
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final TokenSource source;
    private final InstantSource clock;
    private AccessToken token;
    private CompletableFuture<AccessToken> fetch = CompletableFuture.completedFuture(null);
    private Instant nextFetch = Instant.MIN;

    public TokenCache(TokenSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** A token that is valid now; at once if there is one, else when it has been fetched. */
    public CompletionStage<Secret> token() {
        CompletableFuture<AccessToken> wanted;
        boolean begin;
        synchronized (this) {
            Instant now = clock.instant();
            begin = fetch.isDone() && !now.isBefore(nextFetch);
            if (begin) {
                fetch = new CompletableFuture<>();
            }
            wanted = token != null && now.isBefore(token.expiry()) ? CompletableFuture.completedFuture(token) : fetch;
        }
        if (begin) {
            begin();
        }
        return wanted.thenApply(AccessToken::value);
    }

    private void begin() {
        CompletionStage<AccessToken> fetching;
        try {
            fetching = source.fetch();
        } catch (RuntimeException noThread) {
            fetching = CompletableFuture.failedFuture(noThread);
        }
        fetching.whenComplete(this::done);
    }

    private void done(AccessToken fetched, Throwable failure) {
        CompletableFuture<AccessToken> waiting;
        synchronized (this) {
            waiting = fetch;
            if (failure == null) {
                token = fetched;
                nextFetch = fetched.refresh();
            } else {
                nextFetch = clock.instant().plus(PAUSE_AFTER_FAILURE);
            }
        }
        if (failure == null) {
            waiting.complete(fetched);
        } else {
            waiting.completeExceptionally(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
        }
    }
}
