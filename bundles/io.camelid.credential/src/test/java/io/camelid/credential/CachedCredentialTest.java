package io.camelid.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.credential.CachedCredential.Fetched;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CachedCredentialTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Deque<Runnable> fetches = new ArrayDeque<>();
    private Instant now = START;
    private Instant end = START.plusSeconds(3600);
    private LlmException failure;
    private int fetched;

    private final CachedCredential<Integer> cache = cache(PATIENCE);

    private CachedCredential<Integer> cache(Duration patience) {
        return new CachedCredential<>("credentials", this::fetch, fetches::add, () -> now, patience);
    }

    private Fetched<Integer> fetch() throws LlmException {
        if (failure != null) {
            throw failure;
        }
        return new Fetched<>(++fetched, end);
    }

    @Test
    void oneFetchServesAllWhoWait() throws Exception {
        CompletableFuture<Integer> first = cache.get().toCompletableFuture();
        CompletableFuture<Integer> second = cache.get().toCompletableFuture();
        assertFalse(first.isDone());
        assertEquals(1, fetches.size());
        fetches.remove().run();
        assertEquals(1, first.get());
        assertEquals(1, second.get());
        assertEquals(1, at(START.plusSeconds(3299)).get());
        assertTrue(fetches.isEmpty());
    }

    @Test
    void oneWhoGivesUpDoesNotSpoilItForTheOthers() throws Exception {
        CompletableFuture<Integer> first = cache.get().toCompletableFuture();
        CompletableFuture<Integer> second = cache.get().toCompletableFuture();
        first.cancel(true);
        fetches.remove().run();
        assertEquals(1, second.get());
    }

    @Test
    void isRenewedInTheBackgroundBeforeItEnds() throws Exception {
        warm();
        end = START.plusSeconds(7200);
        assertEquals(1, at(START.plusSeconds(3301)).get(), "nobody waits");
        assertEquals(1, at(START.plusSeconds(3302)).get());
        assertEquals(1, fetches.size());
        fetches.remove().run();
        assertEquals(2, at(START.plusSeconds(3303)).get());
        assertTrue(fetches.isEmpty());
    }

    @Test
    void isWaitedForInItsLastMinute() throws Exception {
        warm();
        end = START.plusSeconds(7200);
        CompletableFuture<Integer> waiting = at(START.plusSeconds(3541));
        assertFalse(waiting.isDone());
        fetches.remove().run();
        assertEquals(2, waiting.get());
    }

    @Test
    void theOldOneIsUsedToItsEndWhenThereIsNoNewOne() throws Exception {
        warm();
        failure = failure("STS answered 500");
        CompletableFuture<Integer> waiting = at(START.plusSeconds(3541));
        fetches.remove().run();
        assertEquals(1, waiting.get());
        assertEquals(1, at(START.plusSeconds(3542)).get(), "no new attempt so soon");
        assertTrue(fetches.isEmpty());
        CompletableFuture<Integer> late = at(START.plusSeconds(3601));
        fetches.remove().run();
        assertEquals("STS answered 500", error(late).message());
    }

    @Test
    void aFailureIsRememberedForAMoment() throws Exception {
        failure = failure("no credentials");
        CompletableFuture<Integer> first = cache.get().toCompletableFuture();
        fetches.remove().run();
        assertEquals("no credentials", error(first).message());
        assertEquals("no credentials", error(at(START.plusSeconds(4))).message());
        assertTrue(fetches.isEmpty());
        failure = null;
        CompletableFuture<Integer> later = at(START.plusSeconds(5));
        fetches.remove().run();
        assertEquals(1, later.get());
    }

    @Test
    void isNotWaitedForLongerThanAllowed() {
        LlmError late = error(cache(Duration.ofMillis(20)).get().toCompletableFuture());
        assertEquals(ErrorKind.CONFIGURATION, late.kind());
        assertEquals(500, late.status());
        assertEquals("upstream_credentials", late.code());
        assertTrue(late.message().contains("no answer within 20 ms"), late.message());
    }

    @Test
    void aFetchThatHangsIsNotStartedAgain() {
        CompletableFuture<Integer> first = cache.get().toCompletableFuture();
        assertTrue(error(at(START.plus(PATIENCE))).message().contains("no answer"));
        assertEquals(1, fetches.size());
        fetches.remove().run();
        assertTrue(first.isDone());
    }

    @Test
    void manyFetchesAreRefused() {
        CachedCredential<Integer> busy = new CachedCredential<>(
                "credentials",
                this::fetch,
                fetch -> {
                    throw new RejectedExecutionException();
                },
                () -> now,
                PATIENCE);
        assertTrue(error(busy.get().toCompletableFuture()).message().contains("too many"));
    }

    @Test
    void aBugIsAnErrorToo() {
        CachedCredential<Integer> buggy = new CachedCredential<>(
                "credentials",
                () -> {
                    throw new IllegalStateException("s3cr3t");
                },
                Runnable::run,
                () -> now,
                PATIENCE);
        assertEquals(
                "credentials: IllegalStateException",
                error(buggy.get().toCompletableFuture()).message());
    }

    @Test
    void oneThatLivesForSecondsIsFetchedWhenItHasEnded() throws Exception {
        end = START.plusSeconds(2);
        warm();
        assertEquals(1, at(START.plusSeconds(1)).get());
        end = START.plusSeconds(3600);
        CompletableFuture<Integer> next = at(START.plusSeconds(2));
        fetches.remove().run();
        assertEquals(2, next.get());
    }

    private void warm() throws Exception {
        CompletionStage<Integer> first = cache.get();
        fetches.remove().run();
        assertEquals(1, first.toCompletableFuture().get());
    }

    private CompletableFuture<Integer> at(Instant time) {
        now = time;
        return cache.get().toCompletableFuture();
    }

    private static LlmException failure(String message) {
        return new LlmException(LlmError.of(ErrorKind.CONFIGURATION, CachedCredential.FAILED, message));
    }

    private static LlmError error(CompletableFuture<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        return assertInstanceOf(LlmException.class, failed.getCause()).error();
    }
}
