package io.camelid.config.snapshot;

import java.util.List;

/** Targets of one priority, among which load is balanced. */
public record TargetGroup(List<LlmTarget> targets) {
    public TargetGroup {
        targets = List.copyOf(targets);
    }
}
