package io.camelid.shell.internal.command;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.snapshot.Backend;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code llm:backend-list}. */
@Service
@Command(
        scope = "llm",
        name = "backend-list",
        description = "Lists the backends, whom each asks in which order, and whether its manifest is good.",
        detailedDescription = "Between priorities of a backend stands '>': the first is asked as long as it can serve.")
public class BackendListCommand extends ReportCommand {
    @Reference
    Configuration configuration;

    @Override
    protected void run() {
        Compilation compilation = configuration.current();
        List<Backend> backends = compilation.snapshot().backends().values().stream()
                .sorted(Comparator.comparing((Backend backend) -> backend.key().qualifiedName())
                        .thenComparing(Backend::key))
                .toList();
        report(
                backends,
                List.of(
                        Column.text("NAME", backend -> backend.key().qualifiedName()),
                        Column.text("KIND", backend -> backend.key().kind()),
                        Column.text("TYPE", BackendText::type),
                        Column.text("UPSTREAMS", BackendText::upstreams),
                        Column.text("STATUS", backend -> status(compilation, backend)
                                .text())),
                backend -> object(compilation, backend));
    }

    /** A backend as JSON. */
    static Map<String, Object> object(Compilation compilation, Backend backend) {
        Verdict status = status(compilation, backend);
        return Json.object(
                "kind", backend.key().kind(),
                "namespace", backend.key().namespace(),
                "name", backend.key().name(),
                "type", BackendText.type(backend),
                "groups", backend instanceof Backend.Llm llm ? BackendText.groups(llm) : null,
                "addresses",
                        backend instanceof Backend.Static fixed
                                ? fixed.addresses().stream()
                                        .map(address -> address.authority())
                                        .toList()
                                : null,
                "good", status.good(),
                "status", status.text());
    }

    /** What the object's conditions say, or else why the backend cannot serve. */
    static Verdict status(Compilation compilation, Backend backend) {
        Verdict verdict = Verdict.of(compilation, backend.key());
        return verdict.good() && backend instanceof Backend.Unusable unusable
                ? new Verdict(false, unusable.error().message())
                : verdict;
    }
}
