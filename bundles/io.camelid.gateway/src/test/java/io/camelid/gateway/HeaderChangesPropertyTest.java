package io.camelid.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.HeaderField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HeaderChangesPropertyTest {
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
}
