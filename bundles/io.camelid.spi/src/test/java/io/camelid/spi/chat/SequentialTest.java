package io.camelid.spi.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatEvent.Ended;
import io.camelid.spi.chat.ChatEvent.Finished;
import io.camelid.spi.chat.ChatEvent.PartDelta;
import io.camelid.spi.chat.ChatEvent.PartEnded;
import io.camelid.spi.chat.ChatEvent.PartStarted;
import io.camelid.spi.chat.ChatEvent.Started;
import io.camelid.spi.chat.ChatEvent.UsageReported;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SequentialTest {
    private final List<ChatEvent> sorted = new ArrayList<>();
    private final Sequential sequential = new Sequential(sorted::add);

    private static PartStarted text(int candidate, int part) {
        return new PartStarted(candidate, part, new Part.Text(""));
    }

    @Test
    void whatIsInOrderPassesAtOnce() {
        List<ChatEvent> events =
                List.of(new Started("id", "m"), text(0, 0), new PartDelta(0, 0, "a"), new PartEnded(0, 0), text(0, 1));
        for (int i = 0; i < events.size(); i++) {
            sequential.accept(events.get(i));
            assertEquals(events.subList(0, i + 1), sorted);
        }
    }

    @Test
    void aLaterPartWaitsForTheOnesBefore() {
        List.of(
                        text(0, 0),
                        text(0, 1),
                        text(0, 2),
                        new PartDelta(0, 2, "c"),
                        new PartEnded(0, 2),
                        new PartDelta(0, 1, "b"),
                        new PartEnded(0, 1),
                        new PartDelta(0, 0, "a"))
                .forEach(sequential);
        assertEquals(List.of(text(0, 0), new PartDelta(0, 0, "a")), sorted);

        sequential.accept(new PartEnded(0, 0));
        assertEquals(
                List.of(
                        text(0, 0),
                        new PartDelta(0, 0, "a"),
                        new PartEnded(0, 0),
                        text(0, 1),
                        new PartDelta(0, 1, "b"),
                        new PartEnded(0, 1),
                        text(0, 2),
                        new PartDelta(0, 2, "c"),
                        new PartEnded(0, 2)),
                sorted);
    }

    @Test
    void onlyTheFirstCandidatePasses() {
        List<ChatEvent> first = List.of(
                new Started("id", "m"),
                text(0, 0),
                new PartEnded(0, 0),
                new Finished(0, FinishReason.STOP, Optional.empty()),
                new UsageReported(Usage.of(1, 2)),
                new Ended());
        first.subList(0, 2).forEach(sequential);
        sequential.accept(text(1, 0));
        sequential.accept(new PartDelta(1, 0, "x"));
        sequential.accept(new PartEnded(1, 0));
        sequential.accept(new Finished(1, FinishReason.STOP, Optional.empty()));
        first.subList(2, first.size()).forEach(sequential);
        assertEquals(first, sorted);
    }
}
