package io.camelid.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.impl.action.command.DefaultActionPreparator;
import org.apache.karaf.shell.support.CommandException;

/**
 * Runs a command as Karaf would, with its own reading of options and arguments.
 *
 * @param out what it printed
 * @param failure its message, or empty text when it succeeded
 */
public record Run(String out, String failure) {
    public static Run of(LlmCommand command, String... words) throws Exception {
        return in(FakeSession.headless(), command, words);
    }

    public static Run in(Session session, LlmCommand command, String... words) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        command.session = session;
        command.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        String failure = "";
        try {
            new DefaultActionPreparator().prepare(command, session, List.<Object>of((Object[]) words));
            command.execute();
        } catch (CommandException e) {
            failure = e.getMessage();
        }
        return new Run(bytes.toString(StandardCharsets.UTF_8), failure);
    }
}
