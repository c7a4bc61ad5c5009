package io.camelid.shell.internal.command;

import io.camelid.config.Configuration;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code llm:config-status}. */
@Service
@Command(
        scope = "llm",
        name = "config-status",
        description = "Says whether the configuration is served, where its objects come from, and everything that is"
                + " to be mended, by file and line.")
public class ConfigStatusCommand extends ReportCommand {
    @Option(name = "--check", description = "Fails when anything is out of service, for scripts")
    boolean check;

    @Reference
    Configuration configuration;

    @Override
    protected void run() throws Exception {
        ConfigReport report = ConfigReport.of(configuration);
        if (json) {
            out.println(Json.array(List.of(report.object())));
        } else {
            out.println(report.headline());
            if (!report.problems().isEmpty()) {
                problems(report.problems());
            }
        }
        if (check && report.isBroken()) {
            throw new CommandException("the configuration is not as it should be");
        }
    }

    private void problems(List<Problem> problems) {
        table(
                problems,
                List.of(
                        Column.text("SEVERITY", Problem::severity),
                        Column.text("WHERE", Problem::origin),
                        Column.text("OBJECT", problem -> problem.object().map(ObjectKey::toString)),
                        Column.text("PROBLEM", Problem::message)));
    }
}
