package io.camelid.shell.internal;

import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.apache.karaf.shell.support.CommandException;

/**
 * What all {@code llm:} commands have in common. A command that cannot do its work throws a {@link
 * CommandException}: Karaf prints its message, and {@code bin/client} exits with 1.
 */
public abstract class LlmCommand implements Action {
    private static final String FAINT = "\u001B[2m";
    private static final String RED = "\u001B[31m";
    private static final String PLAIN = "\u001B[0m";

    @Reference
    protected Session session;

    /** Karaf leads this stream to the session, or into the pipe that the command stands before. */
    protected PrintStream out = System.out;

    @Override
    public final Object execute() throws Exception {
        try {
            accept(LateOptions.take(this, words()));
            run();
            return null;
        } catch (CommandException e) {
            throw shown(e);
        } finally {
            out.flush();
        }
    }

    /** The words after the arguments that the command names: options, and what {@link #accept} takes. */
    protected List<String> words() {
        return List.of();
    }

    /** Takes the words that are no options. Most commands know no such words. */
    protected void accept(List<String> rest) throws CommandException {
        if (!rest.isEmpty()) {
            throw new CommandException("too many arguments: " + String.join(" ", rest));
        }
    }

    /** Does the work. */
    protected abstract void run() throws Exception;

    /** The text as something of less weight, where the terminal can show that. */
    protected String faint(String text) {
        return hasAnsi() ? FAINT + text + PLAIN : text;
    }

    private CommandException shown(CommandException failure) {
        String message = Printable.text(failure.getMessage());
        String help = hasAnsi() ? RED + message + PLAIN : message;
        return new CommandException(help, message, failure.getCause());
    }

    private boolean hasAnsi() {
        Terminal terminal = session.getTerminal();
        return terminal != null && terminal.isAnsiSupported();
    }
}
