package io.camelid.provider.azureopenai.internal.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<CompletableFuture<AccessToken>> fetches = new ArrayList<>();
    private final TokenCache cache = new TokenCache(this::fetch, () -> now);

    private CompletableFuture<AccessToken> fetch() {
        fetches.add(new CompletableFuture<>());
        return fetches.get(fetches.size() - 1);
    }

    @Test
    void sharesOneFetch() {
        CompletableFuture<Secret> first = cache.token().toCompletableFuture();
        CompletableFuture<Secret> second = cache.token().toCompletableFuture();
        assertFalse(first.isDone());
        answer("a", 3600);
        assertEquals(Secret.of("a"), first.join());
        assertEquals(Secret.of("a"), second.join());
        assertEquals(Secret.of("a"), token());
        assertEquals(1, fetches.size());
    }

    @Test
    void givingUpOneCallDoesNotEndTheOthers() {
        CompletableFuture<Secret> left = cache.token().toCompletableFuture();
        CompletableFuture<Secret> stays = cache.token().toCompletableFuture();
        left.cancel(true);
        answer("a", 3600);
        assertEquals(Secret.of("a"), stays.join());
    }

    @Test
    void refreshesFiveMinutesBeforeTheEndWhileCallsGoOn() {
        cache.token();
        answer("a", 3600);
        pass(Duration.ofSeconds(3299));
        token();
        assertEquals(1, fetches.size());
        pass(Duration.ofSeconds(1));
        assertEquals(Secret.of("a"), token());
        assertEquals(Secret.of("a"), token());
        assertEquals(2, fetches.size());
        answer("b", 3600);
        assertEquals(Secret.of("b"), token());
    }

    @Test
    void keepsATokenThatCannotBeRefreshedYet() {
        cache.token();
        answer("a", 3600);
        pass(Duration.ofSeconds(3300));
        token();
        fail();
        assertEquals(Secret.of("a"), token());
        assertEquals(2, fetches.size());
        pass(Duration.ofSeconds(5));
        assertEquals(Secret.of("a"), token());
        assertEquals(3, fetches.size());
    }

    @Test
    void waitsForAnotherOnceItIsOver() {
        cache.token();
        answer("a", 3600);
        pass(Duration.ofSeconds(3600));
        CompletableFuture<Secret> waiting = cache.token().toCompletableFuture();
        assertFalse(waiting.isDone());
        answer("b", 3600);
        assertEquals(Secret.of("b"), waiting.join());
    }

    @Test
    void remembersAFailureForAMoment() {
        CompletableFuture<Secret> first = cache.token().toCompletableFuture();
        fail();
        assertTrue(first.isCompletedExceptionally());
        CompletionException failure = assertThrows(CompletionException.class, this::token);
        assertEquals("refused", failure.getCause().getMessage());
        assertEquals(1, fetches.size());
        pass(Duration.ofSeconds(5));
        CompletableFuture<Secret> second = cache.token().toCompletableFuture();
        answer("a", 3600);
        assertEquals(Secret.of("a"), second.join());
    }

    @Test
    void refreshesAShortTokenHalfWay() {
        cache.token();
        answer("a", 60);
        pass(Duration.ofSeconds(29));
        token();
        assertEquals(1, fetches.size());
        pass(Duration.ofSeconds(1));
        assertEquals(Secret.of("a"), token());
        assertEquals(2, fetches.size());
    }

    @Test
    void survivesASourceThatCannotBegin() {
        TokenCache overloaded = new TokenCache(
                () -> {
                    throw new RejectedExecutionException("full");
                },
                () -> now);
        assertThrows(
                CompletionException.class,
                () -> overloaded.token().toCompletableFuture().join());
    }

    private Secret token() {
        return cache.token().toCompletableFuture().join();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void answer(String value, int seconds) {
        fetches.get(fetches.size() - 1).complete(AccessToken.until(value, now, now.plusSeconds(seconds)));
    }

    private void fail() {
        fetches.get(fetches.size() - 1).completeExceptionally(new CompletionException(new Exception("refused")));
    }
}
