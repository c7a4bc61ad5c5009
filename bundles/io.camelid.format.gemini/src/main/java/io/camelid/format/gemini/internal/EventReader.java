package io.camelid.format.gemini.internal;

import io.camelid.format.sse.SseEventBuffer;
import io.camelid.format.tree.JsonTree;
import io.camelid.spi.chat.ChatCodec;
import java.nio.ByteBuffer;

/** Reads a provider's stream. For one answer; not thread-safe. */
final class EventReader implements ChatCodec.StreamReader {
    private static final int LARGEST_EVENT = 16 << 20;

    private final AnswerReader answer;
    private final SseEventBuffer events = new SseEventBuffer(LARGEST_EVENT, event -> event(event.data()));
    private final AnswerFraming framing = new AnswerFraming(events);

    EventReader(AnswerReader answer) {
        this.answer = answer;
    }

    @Override
    public void read(ByteBuffer chunk) {
        if (!answer.isOver()) {
            framing.accept(chunk);
            refuseWhatIsTooLarge();
        }
    }

    private void refuseWhatIsTooLarge() {
        if (events.skipped() > 0) {
            answer.fail(AnswerReader.unusable("an event of more than " + LARGEST_EVENT + " bytes"));
        }
    }

    private void event(ByteBuffer data) {
        refuseWhatIsTooLarge();
        JsonTree.find(data)
                .ifPresentOrElse(answer::read, () -> answer.fail(AnswerReader.unusable("an event that is no JSON")));
    }

    @Override
    public void end() {
        answer.end(true);
    }
}
