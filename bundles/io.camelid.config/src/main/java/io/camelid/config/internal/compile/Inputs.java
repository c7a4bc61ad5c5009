package io.camelid.config.internal.compile;

import io.camelid.config.Problem;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.backend.Plugins;
import io.camelid.config.internal.gateway.ListenerReports;
import java.util.List;

/**
 * Everything that a configuration is made of.
 *
 * @param sources in order of precedence
 * @param pluginProblems providers that are installed but of no use
 * @param httpPort of implied Gateways
 */
public record Inputs(
        List<SourceContent> sources,
        Plugins plugins,
        List<Problem> pluginProblems,
        ListenerReports listenerReports,
        int httpPort) {
    public Inputs {
        sources = List.copyOf(sources);
        pluginProblems = List.copyOf(pluginProblems);
    }
}
