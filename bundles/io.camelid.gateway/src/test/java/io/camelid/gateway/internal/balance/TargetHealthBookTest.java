package io.camelid.gateway.internal.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.gateway.TargetState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TargetHealthBookTest {
    private final LlmTarget a = Toys.target("a");
    private final LlmTarget b = Toys.target("b");
    private final LlmTarget c = Toys.target("c");
    private final RoutingSnapshot first = snapshot(a, b);
    private final TargetHealthBook book = new TargetHealthBook(() -> 0);

    @BeforeEach
    void serve() {
        book.activated(first);
    }

    @Test
    void listsTheTargetsInForceByPreference() {
        fail(b);

        List<TargetState> states = book.targets();

        assertEquals(List.of("a", "b"), states.stream().map(TargetState::name).toList());
        assertEquals(List.of(0, 1), states.stream().map(TargetState::group).toList());
        assertEquals(
                List.of(false, true),
                states.stream().map(state -> state.evictedFor().isPresent()).toList());
    }

    @Test
    void forgetsOnDemand() {
        fail(a);

        assertTrue(book.reset(a.id()));
        assertTrue(book.of(a).isOpen());
        assertFalse(book.reset("target/no/such/one@0"));
    }

    @Test
    void healthOutlivesAReloadThatLeavesTheTargetAsItIs() {
        TargetHealth kept = book.of(a);
        TargetHealth gone = book.of(b);
        book.activated(snapshot(Toys.target("a"), c));
        book.retired(first);

        assertSame(kept, book.of(a));
        assertNotSame(gone, book.of(b));
    }

    private void fail(LlmTarget target) {
        book.of(target).begin(target).failed("status 500", Optional.empty());
    }

    private static RoutingSnapshot snapshot(LlmTarget... targets) {
        return Toys.snapshot(Toys.chain(targets));
    }
}
