package io.camelid.config.kubernetes.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.config.ObjectKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private static final ObjectKey A = key("a");
    private static final ObjectKey B = key("b");
    private static final ObjectKey C = key("c");

    private final WorkQueue queue = new WorkQueue(2);

    private static ObjectKey key(String name) {
        return new ObjectKey("", "Service", "ai", name);
    }

    @Test
    void eachWaitsOnceInTheOrderInWhichTheyCame() {
        queue.add(B);
        queue.add(A);
        queue.add(B);
        assertEquals(Optional.of(B), queue.poll());
        assertEquals(Optional.of(A), queue.poll());
        assertEquals(Optional.empty(), queue.poll());
    }

    @Test
    void noneIsWorkedOnTwiceAtATimeAndNoMoreThanAFewAre() {
        queue.open(A);
        queue.add(A);
        queue.add(B);
        assertEquals(Optional.of(B), queue.poll());
        queue.open(B);
        queue.add(C);
        assertEquals(Optional.empty(), queue.poll(), "two are open");
        queue.done(B);
        assertEquals(Optional.of(C), queue.poll());
        assertEquals(Optional.empty(), queue.poll(), "it is worked on still");
        queue.done(A);
        assertEquals(Optional.of(A), queue.poll());
    }

    @Test
    void whatHasTimeComesUpWhenItIsDueOrAddedAgain() {
        queue.add(A, 10);
        queue.add(B, 20);
        queue.add(C, 20);
        queue.wake(9);
        assertEquals(Optional.empty(), queue.poll());
        queue.add(C);
        queue.add(C, 30);
        queue.wake(10);
        assertEquals(Optional.of(C), queue.poll());
        assertEquals(Optional.of(A), queue.poll());
        assertEquals(Optional.empty(), queue.poll());
        queue.wake(30);
        assertEquals(Optional.of(B), queue.poll());
        assertEquals(Optional.empty(), queue.poll());
    }

    @Test
    void someNeedNotWaitAnyMore() {
        queue.add(A, 10);
        queue.add(B, 10);
        queue.wake(B::equals);
        assertEquals(Optional.of(B), queue.poll());
        assertEquals(Optional.empty(), queue.poll());
    }

    @Test
    void whatIsWorkedOnIsNotForgotten() {
        queue.open(A);
        queue.add(B);
        queue.add(C, 0);
        queue.clear();
        queue.wake(0);
        queue.add(A);
        assertEquals(Optional.empty(), queue.poll());
        queue.done(A);
        assertEquals(Optional.of(A), queue.poll());
    }
}
