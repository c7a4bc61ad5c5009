package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    private final Document document = new Document(
            Map.of(
                    "metadata",
                    Map.of(
                            "name", "openai",
                            "namespace", "ai-system",
                            "labels", Map.of("app.kubernetes.io/name", "gateway", "tier", "1", "empty", ""))),
            Instant.EPOCH);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "app.kubernetes.io/name=gateway | true",
                "app.kubernetes.io/name==gateway,tier!=2 | true",
                "app.kubernetes.io/name=other | false",
                "tier != 1 | false",
                "missing!=1 | true",
                "tier | true",
                "!tier | false",
                "!missing | true",
                "missing | false",
                "empty= | true",
                "tier in (1, 2) | true",
                "tier in (2,3),app.kubernetes.io/name=gateway | false",
                "tier notin (2,3) | true",
                "missing notin (2) | true",
                "missing in (2) | false"
            })
    void selectsByLabels(String selector, boolean selected) {
        assertEquals(selected, Selector.labels(selector).test(document));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata.name=openai | true",
                "metadata.name=openai,metadata.namespace=ai-system | true",
                "metadata.name==x | false",
                "metadata.namespace!=ai-system | false",
                "type=Opaque | false"
            })
    void selectsByFields(String selector, boolean selected) {
        assertEquals(selected, Selector.fields(selector).test(document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a in", "a in (", "a b", "=", "a=b=c", "(a)"})
    void refusesNonsense(String selector) {
        assertThrows(IllegalArgumentException.class, () -> Selector.labels(selector));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spec.model=x", "metadata.name"})
    void refusesFieldsThatCannotBeSelectedBy(String selector) {
        assertThrows(IllegalArgumentException.class, () -> Selector.fields(selector));
    }
}
