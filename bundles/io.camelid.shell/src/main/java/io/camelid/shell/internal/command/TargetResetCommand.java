package io.camelid.shell.internal.command;

import io.camelid.gateway.TargetRegistry;
import io.camelid.gateway.TargetState;
import io.camelid.shell.internal.LlmCommand;
import io.camelid.shell.internal.UnknownName;
import io.camelid.shell.internal.completer.TargetCompleter;
import java.util.List;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** {@code llm:target-reset [ID|NS/NAME|--all]}. */
@Service
@Command(
        scope = "llm",
        name = "target-reset",
        description = "Forgets what is held against targets, so that they are asked again at once.")
public class TargetResetCommand extends LlmCommand {
    @Option(name = "--all", description = "Resets every target")
    boolean all;

    @Argument(
            index = 0,
            name = "ID|NS/NAME",
            description = "A target's id as llm:target-list shows it, or a backend, all of whose targets are meant")
    @Completion(TargetCompleter.class)
    String name;

    @Argument(
            index = 1,
            name = "options",
            multiValued = true,
            valueToShowInHelp = "",
            description = "Options may also come last")
    List<String> words = List.of();

    @Reference
    TargetRegistry registry;

    @Override
    protected List<String> words() {
        return words;
    }

    @Override
    protected void run() throws Exception {
        if (all == (name != null)) {
            throw new CommandException("say which: a target's id, a backend's NS/NAME, or --all");
        }
        List<TargetState> targets = registry.targets();
        List<TargetState> meant =
                all ? targets : targets.stream().filter(this::isMeant).toList();
        if (meant.isEmpty() && !all) {
            throw UnknownName.of(
                    "target or backend",
                    name,
                    targets.stream()
                            .flatMap(target -> Stream.of(target.backend().qualifiedName(), target.id()))
                            .distinct()
                            .toList());
        }
        // A target may have gone with its configuration meanwhile.
        long reset =
                meant.stream().filter(target -> registry.reset(target.id())).count();
        out.println(reset == 1 ? "1 target reset" : reset + " targets reset");
    }

    private boolean isMeant(TargetState target) {
        return target.id().equals(name) || target.backend().qualifiedName().equals(name);
    }
}
