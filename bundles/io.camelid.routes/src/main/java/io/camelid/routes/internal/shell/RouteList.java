package io.camelid.routes.internal.shell;

import java.util.Comparator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

/** {@code camel:route-list}: the routes of every Camel context in the container. */
@Service
@Command(scope = "camel", name = "route-list", description = "Lists Camel routes.")
public final class RouteList implements Action {
    @Reference
    private List<CamelContext> contexts;

    @Argument(name = "context", description = "Only the routes of this Camel context.")
    private String only;

    @Option(name = "--no-format", description = "Plain columns without borders or colour.")
    private boolean plain;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable();
        table.column("Context");
        table.column("Route");
        table.column("From");
        table.column("Status");
        table.column("In flight").alignRight();
        table.column("Uptime");
        table.column("Description");
        for (CamelContext context : contexts) {
            if (only == null || only.equals(context.getName())) {
                context.getRoutes().stream()
                        .sorted(Comparator.comparing(Route::getId))
                        .forEach(route -> add(table, context, route));
            }
        }
        table.print(System.out, !plain);
        return null;
    }

    private static void add(ShellTable table, CamelContext context, Route route) {
        table.addRow()
                .addContent(
                        context.getName(),
                        route.getId(),
                        route.getEndpoint().getEndpointUri(),
                        context.getRouteController().getRouteStatus(route.getId()),
                        context.getInflightRepository().size(route.getId()),
                        route.getUptime(),
                        route.getDescription() == null ? "" : route.getDescription());
    }
}
