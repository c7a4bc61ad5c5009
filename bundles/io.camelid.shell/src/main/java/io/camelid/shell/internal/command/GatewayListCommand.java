package io.camelid.shell.internal.command;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.Listener.Certificate;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.Verdict;
import io.camelid.shell.internal.manifest.GatewayStatus;
import io.camelid.shell.internal.manifest.GatewayStatus.ListenerStatus;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code llm:gateway-list}. */
@Service
@Command(
        scope = "llm",
        name = "gateway-list",
        description =
                "Lists the Gateways and their listeners: port, hostname, certificates, how many routes are attached,"
                        + " and whether the port takes requests.")
public class GatewayListCommand extends ReportCommand {
    @Reference
    Configuration configuration;

    @Override
    protected void run() {
        Compilation compilation = configuration.current();
        Set<ObjectKey> gateways = new TreeSet<>();
        compilation.snapshot().listeners().forEach(listener -> gateways.add(listener.gateway()));
        compilation.statuses().keySet().stream()
                .filter(key -> key.kind().equals("Gateway"))
                .forEach(gateways::add);
        List<Row> rows =
                gateways.stream().flatMap(gateway -> rows(compilation, gateway)).toList();
        if (json) {
            out.println(Json.array(gateways.stream()
                    .map(gateway -> object(compilation, gateway, rows))
                    .toList()));
        } else {
            table(
                    rows,
                    List.of(
                            Column.text("GATEWAY", row -> row.gateway.qualifiedName()),
                            Column.text("LISTENER", row -> row.status.name()),
                            Column.number("PORT", row -> row.open.map(Listener::port)),
                            Column.text(
                                    "HOSTNAME",
                                    row -> row.open.flatMap(Listener::hostname).orElse("*")),
                            Column.text("TLS", Row::tls),
                            Column.number("ROUTES", row -> row.status.attachedRoutes()),
                            Column.text("PROGRAMMED", row -> row.status.programmed() ? "yes" : "no"),
                            Column.text("PROBLEM", row -> row.status.problem())));
        }
    }

    /** A line for each listener that is to be open, or that the status knows of. */
    private static Stream<Row> rows(Compilation compilation, ObjectKey gateway) {
        GatewayStatus status = status(compilation, gateway);
        List<Listener> open = compilation.snapshot().listeners().stream()
                .filter(listener -> listener.gateway().equals(gateway))
                .toList();
        Stream<Row> closed = status.listeners().stream()
                .filter(listener ->
                        open.stream().noneMatch(known -> known.name().equals(listener.name())))
                .map(listener -> new Row(gateway, Optional.empty(), listener));
        return Stream.concat(
                open.stream()
                        .map(listener -> new Row(gateway, Optional.of(listener), status.listener(listener.name()))),
                closed);
    }

    private static GatewayStatus status(Compilation compilation, ObjectKey gateway) {
        ObjectStatus status = compilation.statuses().get(gateway);
        return status == null ? new GatewayStatus(List.of()) : GatewayStatus.of(status);
    }

    private static Map<String, Object> object(Compilation compilation, ObjectKey gateway, List<Row> rows) {
        Verdict verdict = Verdict.of(compilation, gateway);
        return Json.object(
                "namespace",
                gateway.namespace(),
                "name",
                gateway.name(),
                "good",
                verdict.good(),
                "status",
                verdict.text(),
                "listeners",
                rows.stream()
                        .filter(row -> row.gateway.equals(gateway))
                        .map(Row::object)
                        .toList());
    }

    private record Row(ObjectKey gateway, Optional<Listener> open, ListenerStatus status) {
        /** For whom there are certificates, and until when. */
        String tls() {
            List<Certificate> certificates = certificates();
            return certificates.isEmpty()
                    ? "no"
                    : certificates.stream()
                            .map(certificate -> String.join(",", certificate.names()) + " until "
                                    + LocalDate.ofInstant(certificate.expires(), ZoneOffset.UTC))
                            .collect(Collectors.joining("; "));
        }

        private List<Certificate> certificates() {
            return open.map(Listener::certificates).orElse(List.of());
        }

        Map<String, Object> object() {
            return Json.object(
                    "name", status.name(),
                    "port", open.map(Listener::port),
                    "hostname", open.flatMap(Listener::hostname),
                    "tls", !certificates().isEmpty(),
                    "certificates",
                            certificates().stream()
                                    .map(certificate -> Json.object(
                                            "names",
                                            certificate.names(),
                                            "expires",
                                            certificate.expires().toString()))
                                    .toList(),
                    "attachedRoutes", status.attachedRoutes(),
                    "programmed", status.programmed(),
                    "problem", status.problem());
        }
    }
}
