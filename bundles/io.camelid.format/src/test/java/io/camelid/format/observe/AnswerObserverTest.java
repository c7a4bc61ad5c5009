package io.camelid.format.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.Usage;
import io.camelid.spi.format.ResponseObserver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerObserverTest {
    private static final EventTypes TYPES = new EventTypes(Set.of("stop"), Set.of("error"), Set.of("text"));

    private static void observe(ResponseObserver observer, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            observer.observe(ByteBuffer.wrap(new byte[] {b}));
        }
    }

    @Test
    void addsWhatIsCountedBesideTheInput() {
        Places places = new Places(Map.of(
                "usage.in", Meaning.INPUT_BESIDE_CACHE,
                "usage.read", Meaning.CACHE_READ,
                "usage.write", Meaning.CACHE_WRITE,
                "usage.out", Meaning.OUTPUT));
        ResponseObserver observer = AnswerObserver.ofEvents(places, places);
        assertEquals(Usage.UNKNOWN, observer.usage());
        observe(observer, "data: {\"usage\":{\"in\":10,\"read\":5,\"write\":3,\"out\":1}}\n\n");
        assertEquals(new Usage(18, 1, 5, 3, -1), observer.usage());
        observe(observer, "data: {\"usage\":{\"out\":7}}\n\n");
        assertEquals(new Usage(18, 7, 5, 3, -1), observer.usage());
    }

    @Test
    void addsWhatIsCountedBesideTheOutput() {
        Places places = new Places(Map.of(
                "in", Meaning.INPUT,
                "tools", Meaning.INPUT_APART,
                "out", Meaning.OUTPUT_BESIDE_REASONING,
                "thoughts", Meaning.REASONING));
        ResponseObserver observer = AnswerObserver.ofDocument(places);
        observe(observer, "{\"in\":10,\"tools\":2,\"out\":4,\"thoughts\":6}");
        assertEquals(new Usage(12, 10, -1, -1, 6), observer.usage());
        assertTrue(observer.complete());
    }

    @Test
    void goesByTheTypeInTheDocument() {
        Places places = new Places(Map.of("type", Meaning.EVENT_TYPE, "part.type", Meaning.ITEM_TYPE), TYPES);
        ResponseObserver observer = AnswerObserver.ofEvents(places, places);
        observe(observer, "event: stop\ndata: {\"type\":\"start\",\"part\":{\"type\":\"text\"}}\n\n");
        assertFalse(observer.complete());
        assertFalse(observer.contentSeen());
        observe(observer, "data: {\"type\":\"x\",\"part\":{\"type\":\"tool\"}}\n\n");
        assertTrue(observer.contentSeen());
        observe(observer, "data: {\"type\":\"stop\"}");
        assertFalse(observer.complete(), "the event is not whole yet");
        observe(observer, "\n\n");
        assertTrue(observer.complete());
    }

    @Test
    void elseByTheTypeOfTheFraming() {
        Places places = new Places(Map.of("text", Meaning.CONTENT), TYPES);
        ResponseObserver sse = AnswerObserver.ofEvents(places, places);
        observe(sse, "event: error\ndata: {}\n\n");
        assertTrue(sse.error().isPresent());
        observe(sse, "event: stop\ndata: {}\n\n");
        assertTrue(sse.complete());

        // A framing of its own: a type of one letter, the document, and a line end.
        ResponseObserver own = AnswerObserver.ofEvents(places, places, handler -> chunk -> {
            byte[] bytes = chunk.array();
            handler.data(bytes, 1, bytes.length);
            handler.dispatch(bytes[0] == 's' ? "stop" : "delta");
        });
        own.observe(ByteBuffer.wrap("d{\"text\":\"hi\"}".getBytes(StandardCharsets.UTF_8)));
        assertTrue(own.contentSeen());
        assertFalse(own.complete());
        own.observe(ByteBuffer.wrap("s{}".getBytes(StandardCharsets.UTF_8)));
        assertTrue(own.complete());
        assertEquals(Optional.empty(), own.error());
    }
}
