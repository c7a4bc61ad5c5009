package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.Answer;
import io.camelid.gateway.Attempt;
import io.camelid.gateway.HeaderChanges;
import io.camelid.gateway.Try;
import io.camelid.gateway.internal.balance.Trial;
import io.camelid.gateway.internal.balance.Tries;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way to providers: one target after another, each with its own model, format and credentials. When all have been
 * tried, the rule's retries begin with the first again.
 */
final class LlmWay implements Way {
    private final LiveExchange exchange;
    private final LlmPlan plan;
    private final Backend.Llm backend;
    private final Supplier<Tries> rounds;
    private final Retries retries;
    private final List<Failure> failures = new ArrayList<>(0);
    private Tries tries;
    private LlmAttempt attempt;
    private LlmAttempt slow;

    /**
     * @param rounds begins to try the backend's targets
     */
    LlmWay(LiveExchange exchange, LlmPlan plan, Backend.Llm backend, Supplier<Tries> rounds, Retries retries) {
        this.exchange = exchange;
        this.plan = plan;
        this.backend = backend;
        this.rounds = rounds;
        this.retries = retries;
        this.tries = rounds.get();
    }

    @Override
    public boolean next() {
        if (attempt == null) {
            Optional<Answer> local = plan.localAnswer();
            local.ifPresent(exchange::answer);
            return local.isEmpty() && (tryTarget(tries::next, Duration.ZERO) || cannotBegin());
        }
        if (attempt.outcome().orElse(Outcome.DELIVERED) == Outcome.DELIVERED) {
            return false;
        }
        if (tryTarget(tries::next, Duration.ZERO)) {
            return true;
        }
        if (!retries.allow(exchange.attempts())) {
            return false;
        }
        tries = rounds.get();
        return tryTarget(tries::next, retries.backoff());
    }

    /** Once a request; who is evicted is not asked for that. */
    @Override
    public boolean hedge() {
        LlmAttempt first = attempt;
        if (!mayHedge() || !tryTarget(tries::nextOpen, Duration.ZERO)) {
            return false;
        }
        slow = first;
        return true;
    }

    /** Makes a try at the next target that can be asked at all. */
    private boolean tryTarget(Supplier<Optional<Trial>> trials, Duration delay) {
        for (Optional<Trial> next = trials.get(); next.isPresent(); next = trials.get()) {
            Trial trial = next.get();
            LlmAttempt made = null;
            try {
                made = begin(trial, delay);
            } catch (LlmException e) {
                failures.add(new Failure(
                        tried(trial.target(), 0, e.error().code(), e.error().message(), 0),
                        Optional.of(trial.target()),
                        new Outcome.Impossible(named(trial.target(), e.error()))));
            } finally {
                if (made == null) {
                    trial.released();
                }
            }
            if (made != null) {
                attempt = made;
                exchange.turnsTo(trial.target());
                exchange.oneMoreTry();
                return true;
            }
        }
        return false;
    }

    private LlmAttempt begin(Trial trial, Duration delay) throws LlmException {
        HeaderChanges changes = retries.changes(exchange.requestChanges(), exchange.attempts());
        TryLimits limits = exchange.limits(
                trial.target().timeouts(), delay, plan.stream(), hasAlternative(exchange.attempts() + 1));
        return plan.attempt(exchange, this, trial, changes, limits, delay);
    }

    /** Nobody can be asked: the last reason is as good as any. */
    private boolean cannotBegin() {
        if (!failures.isEmpty()
                && failures.get(failures.size() - 1).outcome() instanceof Outcome.Impossible impossible) {
            exchange.record(impossible.error());
        }
        return false;
    }

    @Override
    public Attempt attempt() {
        return attempt;
    }

    @Override
    public List<Try> tries() {
        List<Try> all = new ArrayList<>(failures.size() + 1);
        failures.forEach(failure -> all.add(failure.made()));
        addDelivered(slow, all);
        addDelivered(attempt, all);
        return all;
    }

    private void addDelivered(LlmAttempt one, List<Try> all) {
        if (one != null && one.outcome().filter(Outcome.DELIVERED::equals).isPresent()) {
            all.add(tried(one.llmTarget(), one.status(), one.breakage(), "", exchange.now() - one.begun()));
        }
    }

    @Override
    public void conclude(boolean late) {
        exchange.conclude(failures, late);
    }

    @Override
    public void abandon() {
        if (slow != null) {
            slow.abandon();
        }
        if (attempt != null) {
            attempt.abandon();
        }
    }

    // ---- what attempts need ----

    /** A try that did not help. */
    void failed(LlmAttempt over, String code, String reason) {
        LlmTarget target = over.llmTarget();
        failures.add(new Failure(
                tried(target, over.status(), code, reason, exchange.now() - over.begun()),
                Optional.of(target),
                over.outcome().orElseThrow()));
    }

    /** Whether one more try may be made beside the present one. */
    boolean mayHedge() {
        return slow == null && tries.hasAlternative();
    }

    /** The client gets this try's answer and no other's. */
    void claim(LlmAttempt chosen) {
        if (slow != null) {
            exchange.turnsTo(chosen.llmTarget());
            other(chosen).ifPresent(LlmAttempt::overtaken);
        }
    }

    /** Whether a try was made beside another one that is still under way. */
    boolean isExtra(LlmAttempt one) {
        return one != slow && other(one).isPresent();
    }

    /** The try that is under way beside one. */
    private Optional<LlmAttempt> other(LlmAttempt one) {
        return slow == null
                ? Optional.empty()
                : Optional.of(one == slow ? attempt : slow).filter(other -> other != one && other.isUnderWay());
    }

    private Try tried(LlmTarget target, int status, String code, String reason, long nanos) {
        int group = 1;
        while (!backend.groups().get(group - 1).targets().contains(target)) {
            group++;
        }
        return new Try(target.config().name(), group, status, code, reason, nanos);
    }

    /** Whether a failure before the first content is not the last word. */
    boolean hasChoice() {
        return tries.areSeveral() || retries.allow(1);
    }

    /** Whether there is anyone left to turn to. */
    private boolean hasAlternative(int made) {
        return tries.hasAlternative() || retries.allow(made);
    }

    /** Whether a refusal is not for the client as it is, but for the sum of what was tried. */
    boolean keepsRefusal(LlmAttempt one) {
        return hasAlternative(exchange.attempts())
                || !failures.isEmpty() && tries.areSeveral()
                || other(one).isPresent();
    }

    /** Whether the rule wants another try after a status. */
    boolean retries(int status) {
        return retries.name(status);
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
