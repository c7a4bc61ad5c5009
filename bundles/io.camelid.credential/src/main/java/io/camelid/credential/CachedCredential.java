package io.camelid.credential;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A credential that is fetched when it is first asked for, and again before it ends. Whoever asks never
 * blocks: fetches run on an executor, one at a time, and all who wait share it. From
 * {@value #PREFETCH_MINUTES} minutes before its end a credential is renewed while it is still handed out;
 * in its last minute it is waited for, and the old one is kept in use only if that fails. After an attempt
 * there is a pause before the next, whatever came of it. Thread-safe.
 */
public final class CachedCredential<T> implements AutoCloseable {
    /** The code of every error about credentials that could not be had. */
    public static final String FAILED = "upstream_credentials";

    private static final int PREFETCH_MINUTES = 5;
    private static final Duration PREFETCH = Duration.ofMinutes(PREFETCH_MINUTES);
    private static final Duration STALE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /**
     * @param value the credential
     * @param end when it is no longer valid; {@link Instant#MAX} for never
     */
    public record Fetched<T>(T value, Instant end) {}

    /** Where a credential comes from. */
    public interface Source<T> extends AutoCloseable {
        /**
         * Fetches it; may block.
         *
         * @throws LlmException that says what was tried, without secrets
         */
        Fetched<T> fetch() throws LlmException;

        @Override
        default void close() {}
    }

    private final String label;
    private final Source<T> source;
    private final Executor executor;
    private final InstantSource clock;
    private final Duration patience;

    private Fetched<T> current;
    private CompletableFuture<Fetched<T>> underway;
    private Instant begun;
    private LlmException failure;
    private Instant notBefore = Instant.MIN;

    /**
     * @param label what this is, for error messages
     * @param executor runs the fetches; may reject them
     * @param patience how long one fetch is waited for
     */
    public CachedCredential(String label, Source<T> source, Executor executor, InstantSource clock, Duration patience) {
        this.label = label;
        this.source = source;
        this.executor = executor;
        this.clock = clock;
        this.patience = patience;
    }

    /** A credential that is valid now; the stage fails with an {@link LlmException} if there is none. */
    public synchronized CompletionStage<T> get() {
        Instant now = clock.instant();
        if (lasts(now, PREFETCH)) {
            return CompletableFuture.completedFuture(current.value());
        }
        if (underway == null && !now.isBefore(notBefore)) {
            begin(now);
        }
        if (lasts(now, STALE)) {
            return CompletableFuture.completedFuture(current.value());
        }
        if (underway == null) {
            return lasts(now, Duration.ZERO)
                    ? CompletableFuture.completedFuture(current.value())
                    : CompletableFuture.failedFuture(failure);
        }
        long left = patience.minus(Duration.between(begun, now)).toMillis();
        return underway.copy()
                .orTimeout(Math.max(left, 0), TimeUnit.MILLISECONDS)
                .handle((fetched, refusal) -> fetched == null ? lastResort(refusal) : fetched.value());
    }

    private boolean lasts(Instant now, Duration further) {
        return current != null && now.isBefore(current.end().minus(further));
    }

    private void begin(Instant now) {
        CompletableFuture<Fetched<T>> attempt = new CompletableFuture<>();
        underway = attempt;
        begun = now;
        try {
            executor.execute(() -> fetch(attempt));
        } catch (RejectedExecutionException busy) {
            failed(attempt, error("too many credentials are being fetched"));
        }
    }

    private void fetch(CompletableFuture<Fetched<T>> attempt) {
        try {
            succeeded(attempt, source.fetch());
        } catch (LlmException refusal) {
            failed(attempt, refusal);
        } catch (Throwable bug) { // somebody waits, whatever it is
            failed(attempt, error(bug.getClass().getSimpleName()));
        }
    }

    private void succeeded(CompletableFuture<Fetched<T>> attempt, Fetched<T> fetched) {
        synchronized (this) {
            current = fetched;
            failure = error("what was fetched has ended already");
            ended(fetched.end());
        }
        attempt.complete(fetched);
    }

    private void failed(CompletableFuture<Fetched<T>> attempt, LlmException refusal) {
        synchronized (this) {
            failure = refusal;
            ended(Instant.MAX);
        }
        attempt.completeExceptionally(refusal);
    }

    private void ended(Instant latest) {
        underway = null;
        Instant pause = clock.instant().plus(PAUSE);
        notBefore = pause.isBefore(latest) ? pause : latest;
    }

    private synchronized T lastResort(Throwable refusal) {
        if (lasts(clock.instant(), Duration.ZERO)) {
            return current.value();
        }
        Throwable cause = refusal instanceof CompletionException wrapped ? wrapped.getCause() : refusal;
        throw new CompletionException(
                cause instanceof LlmException known ? known : error("no answer within " + patience.toMillis() + " ms"));
    }

    private LlmException error(String cause) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, FAILED, label + ": " + cause));
    }

    @Override
    public void close() {
        source.close();
    }
}
