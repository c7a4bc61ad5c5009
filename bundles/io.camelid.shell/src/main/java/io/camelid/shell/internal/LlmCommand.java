package io.camelid.shell.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
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
        Thread thread = Thread.currentThread();
        String threadName = thread.getName();
        // Karaf names the thread after the whole line, and logs name the thread: options may hold credentials.
        thread.setName("llm:" + getClass().getAnnotation(Command.class).name());
        try {
            accept(LateOptions.take(this, words()));
            run();
            return null;
        } catch (CommandException e) {
            throw shown(e);
        } catch (IOException e) {
            throw shown(new CommandException(e.getClass().getSimpleName() + ": " + e.getMessage(), e));
        } finally {
            flush();
            thread.setName(threadName);
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

    /** Sends off what was printed so far; false when nobody is there to read it. */
    protected boolean flush() {
        // The pipe between command and session passes no flush on, and over SSH the session's stream is buffered.
        return !out.checkError() && !session.getConsole().checkError();
    }

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
