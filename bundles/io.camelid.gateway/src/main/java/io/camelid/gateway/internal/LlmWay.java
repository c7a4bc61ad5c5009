package io.camelid.gateway.internal;

import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.internal.balance.Trial;
import io.camelid.gateway.internal.balance.Tries;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import java.util.List;
import java.util.Optional;

/** The way to providers: one target after another, each with its own model, format and credentials. */
final class LlmWay implements Way {
    private final LiveExchange exchange;
    private final LlmPlan plan;
    private final Tries tries;
    private LlmAttempt attempt;
    private LlmAttempt refused;

    LlmWay(LiveExchange exchange, LlmPlan plan, Tries tries) {
        this.exchange = exchange;
        this.plan = plan;
        this.tries = tries;
    }

    @Override
    public boolean next() {
        if (attempt == null) {
            Optional<Answer> local = plan.localAnswer();
            local.ifPresent(exchange::answer);
            return local.isEmpty() && tryTarget();
        }
        Outcome last = lastOutcome();
        if (last instanceof Outcome.Refused) {
            refused = attempt;
        }
        return last != Outcome.DELIVERED && tryTarget();
    }

    /** Makes a try at the next target that can be asked at all. */
    private boolean tryTarget() {
        LlmError impossible = null;
        for (Optional<Trial> next = tries.next(); next.isPresent(); next = tries.next()) {
            Trial trial = next.get();
            try {
                attempt = plan.attempt(exchange, this, trial, exchange.requestChanges(), exchange.attemptDeadline());
                exchange.turnsTo(trial.target());
                exchange.tries();
                return true;
            } catch (LlmException e) {
                impossible = named(trial.target(), e.error());
            } finally {
                if (attempt == null || attempt.trial() != trial) {
                    trial.released();
                }
            }
        }
        if (attempt == null) {
            exchange.record(impossible);
        }
        return false;
    }

    @Override
    public Attempt attempt() {
        return attempt;
    }

    /** That an upstream said why is worth more than that another was silent. */
    @Override
    public void conclude() {
        Outcome last = lastOutcome();
        if (last instanceof Outcome.Refused) {
            refused = attempt;
        }
        if (refused != null && refused.outcome().orElse(last) instanceof Outcome.Refused refusal) {
            exchange.turnsTo(refused.llmTarget());
            exchange.answer(refusal.answer());
        } else if (last instanceof Outcome.Failed failed) {
            exchange.record(failed.error());
        } else {
            exchange.record(LiveExchange.NO_ANSWER);
        }
    }

    private Outcome lastOutcome() {
        return attempt == null ? Outcome.DELIVERED : attempt.outcome().orElse(Outcome.DELIVERED);
    }

    @Override
    public void abandon() {
        if (attempt != null) {
            attempt.abandon();
        }
    }

    // ---- what attempts need ----

    /** Whether the backend has several targets. */
    boolean hasChoice() {
        return tries.areSeveral();
    }

    /** Whether one of them has not been tried. */
    boolean hasAlternative() {
        return tries.hasAlternative();
    }

    /** Whether the gateway looks inside the answer. */
    boolean isUnderstood() {
        return plan.format().isPresent();
    }

    /** The client's format, where the gateway looks inside. */
    Format spoken() {
        return plan.format().orElseThrow();
    }

    /**
     * What an upstream of another format says, as the client's format has it.
     *
     * @param fields the upstream's own, which go along
     */
    Answer refusal(LlmError said, List<HeaderField> fields) {
        Document document = spoken().error(said);
        List<HeaderField> all = HeaderChanges.setting(List.of(HeaderField.of("Content-Type", document.contentType())))
                .apply(fields);
        return new Answer(said.status(), all, document.bytes());
    }

    LlmError named(LlmTarget target, LlmError cause) {
        return exchange.named(target.config().name() + " of ", cause);
    }
}
