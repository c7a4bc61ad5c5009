package io.camelid.http.internal.component;

/** What one request body has taken of the budget. Confined to its exchange. */
final class BodyHold {
    static final BodyHold NOTHING = new BodyHold(new BodyBudget(0));

    private final BodyBudget budget;
    private long bytes;

    BodyHold(BodyBudget budget) {
        this.budget = budget;
    }

    boolean take(long more) {
        if (!budget.take(more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    void release() {
        if (bytes > 0) {
            budget.giveBack(bytes);
            bytes = 0;
        }
    }
}
