package io.camelid.itests.acceptance.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.itests.acceptance.failover.Caller.Outcome;
import io.camelid.itests.acceptance.failover.Caller.View;
import io.camelid.itests.acceptance.failover.Position.Entry;
import io.camelid.itests.acceptance.harness.Client;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Providers at a position have a fault, and somebody asks.
 *
 * @param limit how long a try may take, where nothing else would end it
 */
record Case(Fault fault, Caller caller, Position position, Duration limit) {
    /** Enough where the machine has nothing else to do. */
    private static final Duration SHORT = Duration.ofSeconds(2);
    /** Enough for those who are well, whatever else the machine does. */
    private static final Duration LONG = Duration.ofSeconds(6);

    /** Until both of a group have been asked; each is drawn with a chance of a quarter at least. */
    private static final int DRAWS = 80;
    /** What a busy machine adds to any answer. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    static Case of(Fault fault, Caller caller, Position position) {
        return new Case(fault, caller, position, SHORT);
    }

    /** The same with more time; only where time is limited. */
    Optional<Case> patient() {
        return fault.isEndless() && limit.equals(SHORT)
                ? Optional.of(new Case(fault, caller, position, LONG))
                : Optional.empty();
    }

    /** Its Backend's, and its path. */
    String name() {
        return "f" + fault.ordinal() + "-" + caller.slug() + "-" + position.slug()
                + (limit.equals(LONG) ? "-patient" : "");
    }

    /** Asks until the fault is met, checks what comes of it, and then whether it is met again at once. */
    Outcome run(Client client) throws Exception {
        int draw = 0;
        Outcome outcome = ask(client, name() + "-0");
        while (!isMet(outcome, name() + "-" + draw)) {
            assertTrue(++draw < DRAWS, "the failing provider is never asked");
            outcome = ask(client, name() + "-" + draw);
        }
        check(outcome, FaultyVendor.asked(name() + "-" + draw));
        checkNext(client);
        return outcome;
    }

    private Outcome ask(Client client, String conversation) throws Exception {
        return caller.ask(client, "/" + name(), FaultyVendor.words(conversation, fault, position.failing()));
    }

    private boolean isMet(Outcome outcome, String conversation) {
        List<String> asked = FaultyVendor.asked(conversation);
        return outcome.attempts() != 1
                || outcome.view() != View.WHOLE
                || position.failing().stream().anyMatch(entry -> asked.contains(entry.model()));
    }

    private void check(Outcome outcome, List<String> asked) {
        if (!fault.isOfConnection()) {
            assertEquals(asked.size(), outcome.attempts(), () -> asked + " " + outcome);
        }
        if (fault.isCallers()) {
            assertEquals(1, outcome.attempts(), outcome::toString);
            assertEquals(View.ERROR, outcome.view(), outcome::toString);
            assertEquals(fault.status(), outcome.status(), outcome::toString);
            assertEquals(Speech.AS_ASKED, outcome.message(), outcome::toString);
        } else if (fault.isAfterContent()) {
            assertEquals(1, outcome.attempts(), outcome::toString);
            assertEquals(View.ERROR_EVENT, outcome.view(), outcome::toString);
        } else if (position == Position.ALL) {
            assertEquals(3, outcome.attempts(), outcome::toString);
            assertEquals(View.ERROR, outcome.view(), outcome::toString);
            assertEquals(fault.status(), outcome.status(), outcome::toString);
            checkMessage(outcome.message());
        } else {
            assertEquals(position.failing().size() + 1, outcome.attempts(), outcome::toString);
            assertEquals(200, outcome.status(), outcome::toString);
            assertEquals(View.WHOLE, outcome.view(), outcome::toString);
            assertEquals(position.standIn(), outcome.provider(), outcome::toString);
        }
        assertTrue(outcome.millis() < longest(outcome.attempts()).toMillis(), outcome::toString);
    }

    /** Who was asked, in what order, and what nobody may read. */
    private void checkMessage(String message) {
        int last = message.indexOf(Entry.GPT_3_5.place());
        for (Entry entry : List.of(Entry.GPT_4, Entry.SONNET)) {
            int at = message.indexOf(entry.place());
            assertTrue(at >= 0 && at < last, message);
        }
        assertTrue(message.contains(FailoverBed.NAMESPACE + "/" + name()), message);
        assertFalse(message.contains(FailoverBed.OPENAI_KEY) || message.contains(FailoverBed.ANTHROPIC_KEY), message);
    }

    private Duration longest(int tries) {
        return SLACK.plus(fault.isEndless() ? limit.multipliedBy(tries) : Duration.ZERO);
    }

    /** The next request does not meet the fault; when all have it, somebody is asked all the same. */
    private void checkNext(Client client) throws Exception {
        boolean tooLate = limit.equals(LONG);
        if (tooLate || fault.isCallers() || fault.isOfConnection() && position == Position.ALL) {
            return;
        }
        Outcome next = caller.ask(client, "/" + name(), FaultyVendor.words(name() + "-next", null, List.of()));
        assertEquals(View.WHOLE, next.view(), () -> "next: " + next);
        assertEquals(1, next.attempts(), () -> "next: " + next);
        boolean allPassedOver = position == Position.ALL;
        boolean oneStillInUse = position == Position.BOTH && fault.isAfterContent();
        boolean oneBack = position == Position.BOTH && fault.isEndless();
        if (!allPassedOver && !oneStillInUse && !oneBack) {
            assertEquals(position.standIn(), next.provider(), () -> "next: " + next);
        }
    }
}
