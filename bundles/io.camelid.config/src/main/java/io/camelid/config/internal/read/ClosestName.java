package io.camelid.config.internal.read;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant by a misspelt name. */
public final class ClosestName {
    private static final int LONGEST = 64;

    private ClosestName() {}

    /** The known name that is a few keystrokes away, ignoring case. */
    public static Optional<String> of(String misspelt, Collection<String> known) {
        if (misspelt.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = misspelt.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Math.max(1, Math.min(3, wanted.length() / 3)) + 1;
        for (String candidate : known) {
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code , did you mean "…"?}, or nothing. */
    public static String hint(String misspelt, Collection<String> known) {
        return of(misspelt, known)
                .map(name -> ", did you mean \"" + name + "\"?")
                .orElse("");
    }

    /** How many letters are added, left out, replaced or swapped with their neighbour. */
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int row = 0; row <= from.length(); row++) {
            for (int column = 0; column <= to.length(); column++) {
                cost[row][column] = row == 0 || column == 0 ? row + column : cheapest(cost, from, to, row, column);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int cheapest(int[][] cost, String from, String to, int row, int column) {
        boolean same = from.charAt(row - 1) == to.charAt(column - 1);
        int replaced = cost[row - 1][column - 1] + (same ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[row - 1][column], cost[row][column - 1]) + 1);
        boolean swapped = row > 1
                && column > 1
                && from.charAt(row - 1) == to.charAt(column - 2)
                && from.charAt(row - 2) == to.charAt(column - 1);
        return swapped ? Math.min(least, cost[row - 2][column - 2] + 1) : least;
    }
}
