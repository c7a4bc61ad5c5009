package io.camelid.spi.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the rules of {@link ChatEvent} as events come. For one stream; not thread-safe. */
public final class ChatEventOrder {
    private static final class State {
        private int started;
        private final Set<Integer> open = new HashSet<>();
        private boolean finished;
    }

    private final Map<Integer, State> candidates = new HashMap<>();
    private final List<String> breaches = new ArrayList<>();
    private boolean started;
    private boolean over;

    /** The next event; says what is wrong with its coming now, if anything is. */
    public Optional<String> next(ChatEvent event) {
        String breach = breach(event);
        if (breach == null) {
            return Optional.empty();
        }
        breaches.add(breach + ": " + event);
        return Optional.of(breach + ": " + event);
    }

    /** All that was wrong so far. */
    public List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** Whether the last event has come. */
    public boolean isOver() {
        return over;
    }

    private String breach(ChatEvent event) {
        if (over) {
            return "nothing comes after the end";
        }
        if (event instanceof ChatEvent.Failed) {
            over = true;
            return null;
        }
        if (event instanceof ChatEvent.Started) {
            boolean again = started;
            started = true;
            return again ? "a stream starts once" : null;
        }
        if (!started) {
            return "a stream starts first";
        }
        if (event instanceof ChatEvent.PartStarted part) {
            return started(part);
        }
        if (event instanceof ChatEvent.PartDelta delta) {
            if (delta.text().isEmpty()) {
                return "a delta is never empty";
            }
            return isOpen(delta.candidate(), delta.part()) ? null : "a delta belongs to an open part";
        }
        if (event instanceof ChatEvent.PartSigned signed) {
            return isOpen(signed.candidate(), signed.part()) ? null : "a signature belongs to an open part";
        }
        if (event instanceof ChatEvent.PartLogprobs logprobs) {
            return isOpen(logprobs.candidate(), logprobs.part()) ? null : "probabilities belong to an open part";
        }
        if (event instanceof ChatEvent.PartEnded part) {
            return state(part.candidate()).open.remove(part.part()) ? null : "a part ends once, after it started";
        }
        if (event instanceof ChatEvent.Finished finished) {
            return finished(finished);
        }
        if (event instanceof ChatEvent.Ended) {
            over = true;
            return candidates.values().stream().allMatch(state -> state.finished)
                    ? null
                    : "every candidate finishes before the end";
        }
        return null;
    }

    private String started(ChatEvent.PartStarted part) {
        State state = state(part.candidate());
        if (state.finished) {
            return "no part starts after its candidate finished";
        }
        if (part.part() != state.started) {
            return "parts are counted from 0";
        }
        state.started++;
        state.open.add(part.part());
        return null;
    }

    private String finished(ChatEvent.Finished finished) {
        State state = state(finished.candidate());
        boolean again = state.finished;
        state.finished = true;
        if (again) {
            return "a candidate finishes once";
        }
        return state.open.isEmpty() ? null : "parts end before their candidate finishes";
    }

    private boolean isOpen(int candidate, int part) {
        return state(candidate).open.contains(part);
    }

    private State state(int candidate) {
        return candidates.computeIfAbsent(candidate, fresh -> new State());
    }
}
