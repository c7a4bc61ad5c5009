package io.camelid.bench.report;

import java.util.List;
import java.util.Map;

/**
 * One part of a run's outcome.
 *
 * @param title what was measured
 * @param text the table, for people
 * @param figures the same and more, for the result file
 * @param goals what the project promises about it
 * @param failures answers that were wrong, events that were lost: anything but 0 makes the run fail
 */
public record Section(String title, String text, Map<String, Object> figures, List<Goal> goals, long failures) {}
