package io.camelid.config.internal.service;

import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes problems to the log when they come and says when they have gone. Not thread-safe. */
final class ProblemLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);
    /** The rest is for {@code llm:config-status}. */
    private static final int MOST = 50;

    private Set<Problem> known = Set.of();

    void report(List<Problem> problems) {
        Set<Problem> current = new LinkedHashSet<>(problems);
        current.stream().filter(problem -> !known.contains(problem)).limit(MOST).forEach(ProblemLog::write);
        if (current.isEmpty() && !known.isEmpty()) {
            LOG.info("no problems are left");
        }
        known = current;
    }

    private static void write(Problem problem) {
        String object = problem.object().map(key -> key + ": ").orElse("");
        if (problem.severity() == Severity.ERROR) {
            LOG.warn("{}: {}{}", problem.origin(), object, problem.message());
        } else {
            LOG.info("{}: {}{}", problem.origin(), object, problem.message());
        }
    }
}
