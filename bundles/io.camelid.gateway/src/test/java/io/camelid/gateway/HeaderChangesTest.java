package io.camelid.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.camelid.spi.HeaderField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

    @Property(tries = 2000)
    void oneAfterTheOtherIsBothAtOnce(
            @ForAll("changes") HeaderChanges first,
            @ForAll("changes") HeaderChanges second,
            @ForAll("someFields") List<HeaderField> fields) {
        assertEquals(
                byName(second.apply(first.apply(fields))),
                byName(first.then(second).apply(fields)));
    }

    @Provide
    Arbitrary<HeaderChanges> changes() {
        return Combinators.combine(someFields(), someFields(), names().list().ofMaxSize(2))
                .as(HeaderChanges::new);
    }

    @Provide
    Arbitrary<List<HeaderField>> someFields() {
        return Combinators.combine(names(), Arbitraries.of("1", "2", "3"))
                .as(HeaderField::of)
                .list()
                .ofMaxSize(3);
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("a", "A", "b", "c");
    }

    /** The order of fields of different names means nothing (RFC 9110 §5.3). */
    private static Map<String, List<String>> byName(List<HeaderField> fields) {
        return fields.stream()
                .collect(Collectors.groupingBy(
                        field -> field.name().toLowerCase(Locale.ROOT),
                        TreeMap::new,
                        Collectors.mapping(HeaderField::value, Collectors.toList())));
    }

    private static List<HeaderField> fields(String... namesAndValues) {
        return IntStream.range(0, namesAndValues.length / 2)
                .mapToObj(i -> HeaderField.of(namesAndValues[2 * i], namesAndValues[2 * i + 1]))
                .toList();
    }
}
