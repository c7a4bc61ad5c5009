package io.camelid.shell.internal.command;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.shell.internal.LlmCommand;
import io.camelid.shell.internal.Wait;
import java.time.Duration;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code llm:config-reload}. */
@Service
@Command(
        scope = "llm",
        name = "config-reload",
        description = "Compiles the configuration again from all sources and installed providers. Changes are noticed"
                + " without it; requests under way are not disturbed.")
public class ConfigReloadCommand extends LlmCommand {
    @Reference
    Configuration configuration;

    /** How long a compilation may take. */
    Duration deadline = Duration.ofSeconds(10);

    @Override
    protected void run() throws Exception {
        Compilation before = configuration.current();
        configuration.recompile();
        if (!Wait.until(() -> configuration.current() != before, deadline)) {
            throw new CommandException("nothing was compiled within " + deadline.toSeconds() + " s");
        }
        out.println(ConfigReport.of(configuration).headline());
    }
}
