package io.camelid.shell.internal.command;

import io.camelid.config.Configuration;
import io.camelid.shell.internal.BundleSettings;
import io.camelid.shell.internal.LlmCommand;
import io.camelid.shell.internal.Printable;
import io.camelid.shell.internal.RequestHeaders;
import io.camelid.shell.internal.chat.ChatClient;
import io.camelid.shell.internal.chat.ChatDestination;
import io.camelid.shell.internal.chat.ChatFailure;
import io.camelid.shell.internal.chat.ChatReply;
import io.camelid.shell.internal.chat.Conversation;
import io.camelid.shell.internal.completer.BackendCompleter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jline.terminal.Terminal;
import org.osgi.service.cm.ConfigurationAdmin;

/** {@code llm:chat BACKEND [TEXT]}. */
@Service
@Command(
        scope = "llm",
        name = "chat",
        description = "Chats with a backend through the gateway's own listener, as a client would, and shows the answer"
                + " as it comes. Without TEXT it is a conversation, until Ctrl-D or /exit.",
        detailedDescription =
                "Ctrl-C breaks an answer off. For example: llm:chat ai-system/openai 'Why is the sky blue?'")
public class ChatCommand extends LlmCommand {
    static final String HTTP_PID = "io.camelid.http";

    @Option(
            name = "-m",
            aliases = "--model",
            description = "The model to ask for; else the one that the backend's manifest names, else the first that it"
                    + " lists")
    String model;

    @Option(name = "-s", aliases = "--system", description = "What the model is told before the conversation")
    String system;

    @Option(
            name = "-H",
            aliases = "--header",
            multiValued = true,
            censor = true,
            valueToShowInHelp = "",
            description =
                    "A header field to send, as 'Name: value', for example a credential for a backend that takes the caller's own;"
                            + " may be given again. Before BACKEND its value is kept out of the shell's history.")
    List<String> headers = List.of();

    @Option(name = "-q", aliases = "--quiet", description = "Shows the answer and nothing else")
    boolean quiet;

    @Argument(index = 0, name = "BACKEND", required = true, description = "The backend's NS/NAME")
    @Completion(BackendCompleter.class)
    String name;

    @Argument(
            index = 1,
            name = "TEXT",
            multiValued = true,
            valueToShowInHelp = "",
            description = "What to say; options may come before it, and -- before text that begins with a dash")
    List<String> words = List.of();

    @Reference
    Configuration configuration;

    @Reference
    ConfigurationAdmin configurationAdmin;

    InputStream in = System.in;

    private String text;
    private boolean isLineOpen;

    @Override
    protected List<String> words() {
        return words;
    }

    @Override
    protected void accept(List<String> rest) {
        text = String.join(" ", rest);
    }

    @Override
    protected void run() throws Exception {
        ChatDestination destination = ChatDestination.of(configuration.current(), name, listenerHost());
        ChatClient client = new ChatClient(destination.address(), RequestHeaders.parse(headers));
        try {
            Conversation conversation =
                    new Conversation(client, model(destination, client), Optional.ofNullable(system));
            if (text.isEmpty()) {
                converse(conversation);
            } else {
                say(conversation, text);
            }
        } catch (ChatFailure e) {
            throw new CommandException(e.getMessage());
        }
    }

    private Optional<String> model(ChatDestination destination, ChatClient client)
            throws ChatFailure, CommandException {
        Optional<String> known = Optional.ofNullable(model).or(destination::model);
        try {
            return known.isPresent() ? known : client.firstModel();
        } catch (InterruptedException e) {
            throw new CommandException("cancelled");
        }
    }

    /** Where listeners are reached: the address they are bound to, or loopback when that is any. */
    private String listenerHost() {
        return new BundleSettings(configurationAdmin)
                .text(HTTP_PID, "bind")
                .filter(bind -> !bind.equals("0.0.0.0") && !bind.equals("::"))
                .map(bind -> bind.indexOf(':') < 0 ? bind : "[" + bind + "]")
                .orElse("127.0.0.1");
    }

    /** Turn by turn, until the user has enough. A turn that fails does not end it. */
    private void converse(Conversation conversation) throws IOException, CommandException {
        // Karaf's terminals are JLine's, locally as over SSH; a command given to bin/client has none.
        UserLines lines =
                session.getTerminal() instanceof Terminal terminal ? UserLines.typed(terminal) : UserLines.streamed(in);
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!line.get().isBlank()) {
                try {
                    say(conversation, line.get());
                } catch (ChatFailure e) {
                    out.println(Printable.text(e.getMessage()));
                }
            }
        }
    }

    private void say(Conversation conversation, String line) throws ChatFailure, CommandException {
        try {
            ChatReply reply = conversation.say(line, this::show);
            endLine();
            if (!quiet) {
                out.println(faint(Printable.line(summary(reply))));
            }
        } catch (InterruptedException e) {
            // Karaf interrupts a command once only, so a conversation has to end here, too.
            throw new CommandException("cancelled");
        } catch (UncheckedIOException e) {
            throw new CommandException(e.getMessage());
        } finally {
            endLine();
        }
    }

    private void show(String piece) {
        isLineOpen = true;
        out.print(Printable.text(piece));
        if (!flush()) {
            throw new UncheckedIOException("nobody is reading", new IOException());
        }
    }

    private void endLine() {
        if (isLineOpen) {
            out.println();
            isLineOpen = false;
        }
    }

    private static String summary(ChatReply reply) {
        List<String> facts = new ArrayList<>();
        reply.served().backend().ifPresent(facts::add);
        reply.served().provider().ifPresent(provider -> facts.add("provider " + provider));
        facts.add(reply.model().isEmpty() ? "model unknown" : "model " + reply.model());
        reply.served().attempts().ifPresent(attempts -> facts.add("attempts " + attempts));
        if (reply.usage().isKnown()) {
            facts.add(
                    "tokens " + reply.usage().input() + " in, " + reply.usage().output() + " out");
        }
        facts.add(String.format(
                Locale.ROOT, "%.2f s, first text after %.2f s", seconds(reply.total()), seconds(reply.firstText())));
        if (!reply.finish().isEmpty() && !reply.finish().equals("stop")) {
            facts.add("stopped for " + reply.finish());
        }
        return String.join(" | ", facts);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
