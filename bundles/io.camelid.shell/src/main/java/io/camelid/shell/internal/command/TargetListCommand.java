package io.camelid.shell.internal.command;

import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code llm:target-list}. */
@Service
@Command(
        scope = "llm",
        name = "target-list",
        description = "Lists the targets, the providers of each backend, with their health: tries in flight, succeeded"
                + " and failed, and how long a target that failed is still passed over.")
public class TargetListCommand extends ReportCommand {
    @Reference
    TargetRegistry registry;

    @Override
    protected void run() {
        report(
                registry.targets(),
                List.of(
                        Column.text("BACKEND", target -> target.backend().qualifiedName()),
                        Column.number("GROUP", TargetState::group),
                        Column.text("NAME", TargetState::name),
                        Column.text("PROVIDER", TargetState::provider),
                        Column.text("HEALTH", TargetText::health),
                        Column.number("IN FLIGHT", TargetState::inFlight),
                        Column.number("SUCCEEDED", TargetState::succeeded),
                        Column.number("FAILED", TargetState::failed),
                        Column.text("LAST FAILURE", TargetState::lastFailure),
                        Column.text("ID", TargetState::id)),
                TargetListCommand::object);
    }

    private static Map<String, Object> object(TargetState target) {
        return Json.object(
                "id", target.id(),
                "namespace", target.backend().namespace(),
                "backend", target.backend().name(),
                "name", target.name(),
                "provider", target.provider(),
                "group", target.group(),
                "evicted", target.evictedFor().isPresent(),
                "evictedForMillis", target.evictedFor().map(Duration::toMillis),
                "inFlight", target.inFlight(),
                "succeeded", target.succeeded(),
                "failed", target.failed(),
                "lastFailure", target.lastFailure());
    }
}
