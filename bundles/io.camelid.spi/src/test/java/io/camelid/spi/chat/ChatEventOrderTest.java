package io.camelid.spi.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import io.camelid.spi.chat.ChatEvent.Ended;
import io.camelid.spi.chat.ChatEvent.Failed;
import io.camelid.spi.chat.ChatEvent.Finished;
import io.camelid.spi.chat.ChatEvent.PartDelta;
import io.camelid.spi.chat.ChatEvent.PartEnded;
import io.camelid.spi.chat.ChatEvent.PartStarted;
import io.camelid.spi.chat.ChatEvent.Started;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatEventOrderTest {
    private static final ChatEvent START = new Started("id", "m");
    private static final ChatEvent PART = new PartStarted(0, 0, new Part.Text(""));
    private static final ChatEvent END_OF_PART = new PartEnded(0, 0);
    private static final ChatEvent FINISH = new Finished(0, FinishReason.STOP, Optional.empty());
    private static final ChatEvent FAILURE = new Failed(LlmError.of(ErrorKind.UPSTREAM, "broken", "broke off"));

    private static boolean isKept(ChatEvent... events) {
        ChatEventOrder order = new ChatEventOrder();
        List.of(events).forEach(order::next);
        return order.breaches().isEmpty();
    }

    @Test
    void anAnswerToldAsAStreamKeepsTheRules() {
        ChatResponse response = new ChatResponse(
                "id",
                "m",
                List.of(
                        ChatResponse.Candidate.of(
                                List.of(
                                        new Part.Reasoning("hm", Optional.of(new Signature("anthropic", "s"))),
                                        new Part.Text("a"),
                                        Part.ToolCall.of("c", "t", Json.EMPTY_OBJECT)),
                                FinishReason.TOOL_CALLS),
                        ChatResponse.Candidate.of(List.of(), FinishReason.STOP)),
                Usage.of(1, 2));
        ChatEventOrder order = new ChatEventOrder();
        ChatCollector collector = new ChatCollector();
        response.replay(event -> {
            order.next(event);
            collector.accept(event);
        });
        assertEquals(List.of(), order.breaches());
        assertTrue(order.isOver());
        assertTrue(collector.isWhole());
        assertEquals(response, collector.response());
    }

    @Test
    void anErrorMayComeInsteadOfTheStartAndAnywhere() {
        assertTrue(isKept(FAILURE));
        assertTrue(isKept(START, PART, FAILURE));
        assertFalse(isKept(START, FAILURE, PART));
        assertFalse(isKept(FAILURE, FAILURE));
    }

    @Test
    void noticesEachBreach() {
        assertFalse(isKept(PART), "before the start");
        assertFalse(isKept(START, START));
        assertFalse(isKept(START, PART, PART), "a part twice");
        assertFalse(isKept(START, new PartStarted(0, 1, new Part.Text(""))), "parts are counted from 0");
        assertFalse(isKept(START, new PartDelta(0, 0, "a")), "of a part that has not begun");
        assertFalse(isKept(START, PART, new PartDelta(0, 0, "")), "empty");
        assertFalse(isKept(START, PART, END_OF_PART, new PartDelta(0, 0, "a")), "after its end");
        assertFalse(isKept(START, PART, END_OF_PART, END_OF_PART));
        assertFalse(isKept(START, PART, FINISH), "with a part open");
        assertFalse(isKept(START, FINISH, FINISH));
        assertFalse(isKept(START, FINISH, PART));
        assertFalse(isKept(START, PART, END_OF_PART, new Ended()), "unfinished");
        assertFalse(isKept(START, PART, END_OF_PART, FINISH, new Ended(), new Ended()));
        assertTrue(isKept(START, PART, END_OF_PART, FINISH, new Ended()));
    }
}
