package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackendChoiceTest {
    private static final int DRAWS = 100_000;

    @Test
    void drawsInProportionToTheWeights() throws LlmException {
        RouteRule rule = rule(1, 0, 2, 7);
        Map<BackendRef, Integer> drawn = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.merge(BackendChoice.of(rule), 1, Integer::sum);
        }

        for (BackendRef ref : rule.backends()) {
            double share = drawn.getOrDefault(ref, 0) / (double) DRAWS;
            // Six standard deviations of a share of one half.
            assertEquals(ref.weight() / 10.0, share, 6 * 0.5 / Math.sqrt(DRAWS), () -> "weight " + ref.weight());
        }
    }

    @Test
    void theOnlyOneGetsAll() throws LlmException {
        RouteRule rule = rule(3);

        assertSame(rule.backends().get(0), BackendChoice.of(rule));
    }

    @Test
    void weightsMayBeAsLargeAsTheirType() throws LlmException {
        RouteRule rule = rule(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertTrue(rule.backends().contains(BackendChoice.of(rule)));
    }

    @ParameterizedTest
    @MethodSource("rulesWithoutBackend")
    void nothingToChooseFromIsTheOperatorsFault(RouteRule rule) {
        LlmError error =
                assertThrows(LlmException.class, () -> BackendChoice.of(rule)).error();

        assertEquals(500, error.status());
        assertEquals("no_backend", error.code());
        assertEquals("HTTPRoute ai/chat rule 0 has no backend", error.message());
    }

    static List<RouteRule> rulesWithoutBackend() {
        return List.of(rule(), rule(0), rule(0, 0));
    }

    private static RouteRule rule(int... weights) {
        List<BackendRef> refs = Arrays.stream(weights)
                .mapToObj(weight -> new BackendRef(weight, Scene.servers("host" + weight), List.of()))
                .toList();
        return Scene.rule(refs, Timeouts.DEFAULT);
    }
}
