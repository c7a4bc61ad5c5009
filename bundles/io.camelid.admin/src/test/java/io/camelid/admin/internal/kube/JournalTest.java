package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.Compilation;
import io.camelid.config.Condition;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.Origin;
import io.camelid.config.snapshot.RoutingSnapshot;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Instant BEGAN = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant ACCEPTED = Instant.parse("2026-11-01T10:00:05Z");
    private static final Instant CREATED = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final Journal journal = new Journal(Clock.fixed(NOW, ZoneOffset.UTC), BEGAN);
    private final Map<ObjectKey, KubernetesObject> objects = new HashMap<>();
    private final Map<ObjectKey, ObjectStatus> statuses = new HashMap<>();

    @Test
    void knowsHowOldAnObjectIs() {
        ObjectKey cluster = put("cluster", Optional.of(CREATED), List.of(ACCEPTED));
        ObjectKey file = put("file", Optional.empty(), List.of(ACCEPTED.plusSeconds(60), ACCEPTED));
        ObjectKey plain = put("plain", Optional.empty(), List.of());
        assertEquals(CREATED, created(cluster));
        assertEquals(ACCEPTED, created(file));
        assertEquals(BEGAN, created(plain));

        ObjectKey late = put("late", Optional.empty(), List.of());
        put("file", Optional.empty(), List.of(NOW));
        assertEquals(NOW, created(late));
        assertEquals(ACCEPTED, created(file), "an object does not get younger");
    }

    @Test
    void countsVersionsUpEvenWithinAMillisecond() {
        put("a", Optional.empty(), List.of());
        long first = journal.at(compilation()).version();
        put("b", Optional.empty(), List.of());
        long second = journal.at(compilation()).version();

        assertEquals(NOW.toEpochMilli(), first);
        assertTrue(second > first);
        assertEquals(second, journal.at(compilation()).version());
    }

    private Instant created(ObjectKey key) {
        return journal.at(compilation()).entries().get(key).created();
    }

    private ObjectKey put(String name, Optional<Instant> created, List<Instant> transitions) {
        ObjectKey key = new ObjectKey("gateway.kgateway.dev", "Backend", "n", name);
        objects.put(key, new KubernetesObject(key, "v1", Map.of(), 1, created, new Origin("directory", "a.yaml", 1)));
        List<Condition> conditions = transitions.stream()
                .map(at -> new Condition("Accepted", true, "Accepted", "", 1, at))
                .toList();
        statuses.put(key, new ObjectStatus(key, conditions, Map.of()));
        return key;
    }

    private Compilation compilation() {
        return new Compilation(
                new RoutingSnapshot(1, List.of(), head -> Optional.empty(), Map.of(), Map.of()),
                Map.copyOf(objects),
                Map.copyOf(statuses),
                List.of());
    }
}
