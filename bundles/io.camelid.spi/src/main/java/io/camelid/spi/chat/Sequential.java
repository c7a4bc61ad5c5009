package io.camelid.spi.chat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Sorts events so that one part follows another, for formats that cannot tell parts side by side from each other: what
 * belongs to a later part waits until the parts before it have ended. It lets only the first candidate through, as such
 * formats have one. What waits is bounded by what an answer holds. For one stream; not thread-safe.
 */
public final class Sequential implements Consumer<ChatEvent> {
    private final Consumer<ChatEvent> next;
    private final Queue<ChatEvent> waiting = new ArrayDeque<>();
    private int current;

    public Sequential(Consumer<ChatEvent> next) {
        this.next = next;
    }

    @Override
    public void accept(ChatEvent event) {
        Integer part = partOf(event);
        if (part == null) {
            if (candidateOf(event) == 0) {
                next.accept(event);
            }
        } else if (part > current) {
            waiting.add(event);
        } else {
            next.accept(event);
            if (event instanceof ChatEvent.PartEnded) {
                current++;
                release();
            }
        }
    }

    /** Parts end in any order, so releasing one may make way for the next. */
    private void release() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int left = waiting.size(); left > 0; left--) {
                ChatEvent event = waiting.remove();
                Integer part = partOf(event);
                if (part == current) {
                    next.accept(event);
                    if (event instanceof ChatEvent.PartEnded) {
                        current++;
                        moved = true;
                    }
                } else {
                    waiting.add(event);
                }
            }
        }
    }

    /** The part that an event of the first candidate belongs to; null for other events. */
    private static Integer partOf(ChatEvent event) {
        if (candidateOf(event) != 0) {
            return null;
        }
        if (event instanceof ChatEvent.PartStarted started) {
            return started.part();
        }
        if (event instanceof ChatEvent.PartDelta delta) {
            return delta.part();
        }
        if (event instanceof ChatEvent.PartSigned signed) {
            return signed.part();
        }
        if (event instanceof ChatEvent.PartLogprobs logprobs) {
            return logprobs.part();
        }
        return event instanceof ChatEvent.PartEnded ended ? (Integer) ended.part() : null;
    }

    private static int candidateOf(ChatEvent event) {
        if (event instanceof ChatEvent.PartStarted started) {
            return started.candidate();
        }
        if (event instanceof ChatEvent.PartDelta delta) {
            return delta.candidate();
        }
        if (event instanceof ChatEvent.PartSigned signed) {
            return signed.candidate();
        }
        if (event instanceof ChatEvent.PartLogprobs logprobs) {
            return logprobs.candidate();
        }
        if (event instanceof ChatEvent.PartEnded ended) {
            return ended.candidate();
        }
        return event instanceof ChatEvent.Finished finished ? finished.candidate() : 0;
    }
}
