package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT-5S, 0s",
        "PT119S, 119s",
        "PT2M, 2m",
        "PT9M59S, 9m59s",
        "PT10M30S, 10m",
        "PT179M, 179m",
        "PT3H, 3h",
        "PT7H59M, 7h59m",
        "PT8H30M, 8h",
        "PT47H, 47h",
        "PT48H, 2d",
        "PT49H, 2d1h",
        "P8D, 8d",
        "P729D, 729d",
        "P730D, 2y",
        "P1000D, 2y270d"
    })
    void tellsAnAgeAsKubernetesDoes(Duration age, String text) {
        assertEquals(text, Document.age(age));
    }

    @Test
    void takesAnythingForAnAnswer() {
        Document document = new Document(
                Map.of("status", Map.of("conditions", List.of("odd", Map.of("type", "A", "status", true)))),
                Instant.EPOCH);

        assertEquals("true", document.condition("A", "status"));
        assertEquals("", document.condition("A", "reason"));
        assertEquals("", document.condition("B", "status"));
        assertEquals("", document.text("status", "conditions", "deeper"));
        assertEquals("<unknown>", document.age());
    }
}
