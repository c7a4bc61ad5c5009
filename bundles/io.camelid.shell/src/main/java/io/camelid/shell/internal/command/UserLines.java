package io.camelid.shell.internal.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.karaf.shell.api.console.Session;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;

/** Lines that a user types. */
@FunctionalInterface
interface UserLines {
    /** The next line; empty when there is to be no further one. */
    Optional<String> next() throws IOException;

    /** From the session's terminal, with editing; from its input where it has no terminal. */
    static UserLines of(Session session, InputStream in) {
        if (session.getTerminal() == null) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return () -> unlessExit(reader.readLine());
        }
        return () -> {
            try {
                return unlessExit(session.readLine("you> ", null));
            } catch (EndOfFileException | UserInterruptException e) {
                return Optional.empty();
            }
        };
    }

    private static Optional<String> unlessExit(String line) {
        return Optional.ofNullable(line).filter(text -> !text.strip().equals("/exit"));
    }
}
