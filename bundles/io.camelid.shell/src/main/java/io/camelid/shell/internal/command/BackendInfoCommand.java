package io.camelid.shell.internal.command;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.camelid.shell.internal.Column;
import io.camelid.shell.internal.Json;
import io.camelid.shell.internal.ReportCommand;
import io.camelid.shell.internal.UnknownName;
import io.camelid.shell.internal.completer.BackendCompleter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code llm:backend-info NS/NAME}. */
@Service
@Command(
        scope = "llm",
        name = "backend-info",
        description = "Shows a backend: where it is defined, which rules lead to it, and each of its providers with"
                + " settings and health. Credentials are never shown.")
public class BackendInfoCommand extends ReportCommand {
    @Argument(index = 0, name = "NS/NAME", required = true, description = "The backend, for example ai-system/openai")
    @Completion(BackendCompleter.class)
    String name;

    @Argument(
            index = 1,
            name = "options",
            multiValued = true,
            valueToShowInHelp = "",
            description = "Options may also come last")
    @Completion(
            value = StringsCompleter.class,
            values = {"--json", "--no-format"})
    List<String> words = List.of();

    @Reference
    Configuration configuration;

    @Reference
    TargetRegistry registry;

    @Override
    protected List<String> words() {
        return words;
    }

    @Override
    protected void run() throws Exception {
        Compilation compilation = configuration.current();
        Map<ObjectKey, Backend> all = compilation.snapshot().backends();
        // Objects of several kinds may share a name.
        List<Backend> named = all.values().stream()
                .filter(backend -> backend.key().qualifiedName().equals(name))
                .toList();
        if (named.isEmpty()) {
            throw UnknownName.of(
                    "backend",
                    name,
                    all.keySet().stream().map(ObjectKey::qualifiedName).toList());
        }
        if (json) {
            out.println(Json.array(
                    named.stream().map(backend -> object(compilation, backend)).toList()));
        } else {
            named.forEach(backend -> print(compilation, backend));
        }
    }

    private Map<String, Object> object(Compilation compilation, Backend backend) {
        Map<String, Object> object = BackendListCommand.object(compilation, backend);
        object.put("rules", rules(compilation, backend));
        origin(compilation, backend).ifPresent(origin -> object.put("origin", origin.toString()));
        return object;
    }

    private void print(Compilation compilation, Backend backend) {
        facts(Json.object(
                "backend", backend.key().toString(),
                "defined in", origin(compilation, backend),
                "status", BackendListCommand.status(compilation, backend).text(),
                "rules", rules(compilation, backend),
                "addresses", backend instanceof Backend.Static ? BackendText.upstreams(backend) : null,
                "route types", backend instanceof Backend.Llm llm ? routeTypes(llm) : null));
        if (backend instanceof Backend.Llm llm) {
            out.println();
            targets(llm);
        }
    }

    private void targets(Backend.Llm backend) {
        Map<String, TargetState> states = registry.targets().stream()
                .collect(Collectors.toMap(TargetState::id, Function.identity(), (a, b) -> a));
        List<Row> rows = new ArrayList<>();
        int priority = 1;
        for (TargetGroup group : backend.groups()) {
            for (LlmTarget target : group.targets()) {
                rows.add(new Row(priority, target, Optional.ofNullable(states.get(target.id()))));
            }
            priority++;
        }
        table(
                rows,
                List.of(
                        Column.number("GROUP", Row::group),
                        Column.text("NAME", row -> row.target.config().name()),
                        Column.text("PROVIDER", row -> row.target.provider().id()),
                        Column.text("MODEL", row -> row.target.config().model()),
                        Column.text(
                                "AUTH",
                                row -> BackendText.auth(row.target.config().auth())),
                        Column.text(
                                "ENDPOINT",
                                row -> BackendText.endpoint(row.target.config().endpoint())),
                        Column.text("SETTINGS", row -> BackendText.settings(row.target)
                                .entrySet()),
                        Column.text("STATE", row -> row.state.map(TargetText::state))));
    }

    private record Row(int group, LlmTarget target, Optional<TargetState> state) {}

    private static Optional<Origin> origin(Compilation compilation, Backend backend) {
        return Optional.ofNullable(compilation.objects().get(backend.key())).map(KubernetesObject::origin);
    }

    private static List<String> routeTypes(Backend.Llm backend) {
        return backend.routes().entrySet().stream()
                .map(route -> route.getKey() + " is " + route.getValue())
                .toList();
    }

    private static List<String> rules(Compilation compilation, Backend backend) {
        return compilation.snapshot().rules().values().stream()
                .filter(rule -> rule.backends().stream().anyMatch(ref -> leadsTo(ref, backend)))
                .sorted(RuleText.ORDER)
                .map(RuleText::name)
                .toList();
    }

    private static boolean leadsTo(BackendRef ref, Backend backend) {
        return ref.backend().key().equals(backend.key());
    }
}
