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
        description = "Lists the targets, the providers of each backend, with their state: healthy, evicted (passed"
                + " over for so long), half open (being probed) or recovering; health in percent; latency to the first"
                + " content; tries in flight, succeeded and failed; and how often they were evicted.")
public class TargetListCommand extends ReportCommand {
    @Reference
    TargetRegistry registry;

    @Override
    protected void run() {
        report(
                registry.targets(),
                List.of(
                        Column.text("BACKEND", target -> target.backend().qualifiedName()),
                        Column.number("GROUP", TargetText::group),
                        Column.text("NAME", TargetState::name),
                        Column.text("PROVIDER", TargetState::provider),
                        Column.text("STATE", TargetText::state),
                        Column.number("HEALTH", TargetText::health),
                        Column.text("LATENCY", target -> target.latency().map(time -> time.toMillis() + " ms")),
                        Column.number("IN FLIGHT", TargetState::inFlight),
                        Column.number("SUCCEEDED", TargetState::succeeded),
                        Column.number("FAILED", TargetState::failed),
                        Column.number("EVICTED", TargetState::evictions),
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
                "group", TargetText.group(target),
                "state", TargetText.phase(target),
                "health", target.health(),
                "latencyMillis", target.latency().map(Duration::toMillis),
                "evicted", target.evictedFor().isPresent(),
                "evictedForMillis", target.evictedFor().map(Duration::toMillis),
                "inFlight", target.inFlight(),
                "succeeded", target.succeeded(),
                "failed", target.failed(),
                "evictions", target.evictions(),
                "lastFailure", target.lastFailure());
    }
}
