package io.camelid.shell.internal.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** Lines that a user types. */
@FunctionalInterface
interface UserLines {
    /** The next line; empty when there is to be no further one. */
    Optional<String> next() throws IOException;

    /** From a terminal, with editing and a history of its own, until Ctrl-D, Ctrl-C or {@code /exit}. */
    static UserLines typed(Terminal terminal) {
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .variable(LineReader.DISABLE_COMPLETION, true)
                .build();
        return () -> {
            try {
                return unlessExit(reader.readLine("you> "));
            } catch (EndOfFileException | UserInterruptException e) {
                return Optional.empty();
            }
        };
    }

    /** From a stream, until its end or {@code /exit}. */
    static UserLines streamed(InputStream in) {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        return () -> unlessExit(reader.readLine());
    }

    private static Optional<String> unlessExit(String line) {
        return Optional.ofNullable(line).filter(text -> !text.strip().equals("/exit"));
    }
}
