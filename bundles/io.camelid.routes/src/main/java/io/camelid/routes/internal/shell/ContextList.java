package io.camelid.routes.internal.shell;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code camel:context-list}: every Camel context in the container. */
@Service
@Command(scope = "camel", name = "context-list", description = "Lists Camel contexts.")
public final class ContextList implements Action {
    @Reference
    private List<CamelContext> contexts;

    @Option(name = "--no-format", description = "Plain columns without borders or colour.")
    private boolean plain;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable();
        table.column("Context");
        table.column("Status");
        table.column("Routes").alignRight();
        table.column("In flight").alignRight();
        table.column("Uptime");
        for (CamelContext context : contexts) {
            table.addRow()
                    .addContent(
                            context.getName(),
                            context.getStatus(),
                            context.getRoutes().size(),
                            context.getInflightRepository().size(),
                            context.getUptime());
        }
        table.print(System.out, !plain);
        return null;
    }
}
