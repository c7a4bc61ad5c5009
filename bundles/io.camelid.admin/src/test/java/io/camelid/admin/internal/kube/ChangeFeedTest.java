package io.camelid.admin.internal.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.config.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
    private static final Resource BACKENDS =
            Resources.find("gateway.kgateway.dev", "v1alpha1", "backends").orElseThrow();

    private final FakeConfiguration configuration = new FakeConfiguration();
    private final Catalog catalog =
            new Catalog(configuration, Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC));

    @Test
    void beginsWithAllThereIs() throws IOException {
        put("a", "x");
        put("b", "x");

        assertEquals(List.of("ADDED a", "ADDED b"), events(feed(0, any())));
    }

    @Test
    void tellsWhatChangedSinceAVersion() throws IOException {
        put("a", "x");
        ObjectKey gone = put("b", "x");
        long since = version();
        ChangeFeed feed = feed(since, any());
        assertEquals(List.of(), events(feed));

        put("a", "y");
        put("c", "x");
        configuration.remove(gone);

        assertEquals(List.of("DELETED b", "MODIFIED a", "ADDED c"), events(feed));
        assertEquals(List.of(), events(feed));
        assertEquals(
                List.of("DELETED b", "MODIFIED a", "ADDED c"), events(feed(since, any())), "what came before it began");
    }

    @Test
    void saysNothingWhenNothingIsDifferent() throws IOException {
        put("a", "x");
        ChangeFeed feed = feed(version(), any());
        long before = version();
        put("a", "x");

        assertEquals(List.of(), events(feed));
        assertEquals(before, version());
    }

    @Test
    void noticesAChangedStatus() throws IOException {
        Map<String, Object> content = content("a", "x");
        configuration.put(content, Map.of("conditions", List.of()));
        ChangeFeed feed = feed(version(), any());
        configuration.put(content, Map.of("conditions", List.of(Map.of("type", "Accepted", "status", "False"))));

        assertEquals(List.of("MODIFIED a"), events(feed));
    }

    @Test
    void followsASelection() throws IOException {
        put("a", "x");
        put("b", "y");
        ChangeFeed feed = feed(version(), document -> document.text("spec", "v").equals("x"));

        put("a", "y");
        put("b", "x");
        put("c", "y");

        assertEquals(List.of("DELETED a", "ADDED b"), events(feed));
    }

    @Test
    void tellsARebornObjectFromAChangedOne() throws IOException {
        ObjectKey key = put("a", "x");
        ChangeFeed feed = feed(version(), any());
        configuration.remove(key);
        version();
        put("a", "x");

        assertEquals(List.of("DELETED a", "ADDED a"), events(feed));
    }

    @Test
    void knowsWhenItCannotTell() {
        for (int i = 0; i < 1_001; i++) {
            put("a" + i, "x");
        }
        long since = version();
        for (int i = 0; i < 1_001; i++) {
            configuration.remove(new ObjectKey("gateway.kgateway.dev", "Backend", "n", "a" + i));
        }

        assertTrue(catalog.view().revision().completeSince() > since);
    }

    private ObjectKey put(String name, String value) {
        return configuration.put(content(name, value));
    }

    private static Map<String, Object> content(String name, String value) {
        return Map.of(
                "apiVersion",
                "gateway.kgateway.dev/v1alpha1",
                "kind",
                "Backend",
                "metadata",
                Map.of("name", name, "namespace", "n"),
                "spec",
                Map.of("v", value));
    }

    private long version() {
        return catalog.view().revision().version();
    }

    private ChangeFeed feed(long since, Predicate<Document> selection) {
        return new ChangeFeed(
                catalog::view, new Rendering(BACKENDS, "v1alpha1", Shape.OBJECTS, ""), key -> true, selection, since);
    }

    private static Predicate<Document> any() {
        return document -> true;
    }

    private static List<String> events(ChangeFeed feed) throws IOException {
        List<String> events = new ArrayList<>();
        for (String line :
                new String(feed.next(), StandardCharsets.UTF_8).lines().toList()) {
            JsonNode event = new ObjectMapper().readTree(line);
            events.add(event.path("type").asText() + " "
                    + event.path("object").path("metadata").path("name").asText());
        }
        return events;
    }
}
