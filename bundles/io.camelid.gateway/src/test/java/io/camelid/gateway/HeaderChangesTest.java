package io.camelid.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.camelid.spi.HeaderField;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderChangesTest {
    private static final HeaderChanges SET_A = HeaderChanges.setting(fields("a", "1"));

    @Test
    void appliesInTheOrderOfTheGatewayApi() {
        HeaderChanges changes = new HeaderChanges(fields("A", "new"), fields("a", "more", "b", "2"), List.of("C"));

        assertEquals(
                fields("d", "kept", "A", "new", "a", "more", "b", "2"),
                changes.apply(fields("a", "old", "c", "gone", "d", "kept", "a", "old too")));
    }

    @Test
    void nothingChangesNothing() {
        assertSame(SET_A, SET_A.then(HeaderChanges.NONE));
        assertSame(SET_A, HeaderChanges.NONE.then(SET_A));
    }

    private static List<HeaderField> fields(String... namesAndValues) {
        return IntStream.range(0, namesAndValues.length / 2)
                .mapToObj(i -> HeaderField.of(namesAndValues[2 * i], namesAndValues[2 * i + 1]))
                .toList();
    }
}
