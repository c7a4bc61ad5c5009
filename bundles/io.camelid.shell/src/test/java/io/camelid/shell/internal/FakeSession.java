package io.camelid.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.karaf.shell.api.console.History;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.api.console.SignalListener;
import org.apache.karaf.shell.api.console.Terminal;
import org.jline.terminal.impl.DumbTerminal;

/** A session of somebody who types prepared lines; without any it has no terminal, as over {@code bin/client}. */
public final class FakeSession implements Session {
    private final Map<String, Object> variables = new HashMap<>();
    /** Where what was printed ends; a pipe leads elsewhere. */
    public final PrintStream console = new PrintStream(OutputStream.nullOutputStream()) {
        @Override
        public boolean checkError() {
            return isGone;
        }
    };

    /** Whether the one who gave the command has left. */
    public volatile boolean isGone;

    private final Terminal terminal;
    private Path directory = Path.of("").toAbsolutePath();

    private FakeSession(Terminal terminal) {
        this.terminal = terminal;
    }

    public static FakeSession headless() {
        return new FakeSession(null);
    }

    public static FakeSession typing(String... lines) throws IOException {
        return new FakeSession(new TypingTerminal(String.join("\n", lines) + "\n"));
    }

    @Override
    public String readLine(String prompt, Character mask) {
        throw new UnsupportedOperationException("has no history");
    }

    @Override
    public Terminal getTerminal() {
        return terminal;
    }

    @Override
    public Path currentDir() {
        return directory;
    }

    @Override
    public void currentDir(Path path) {
        directory = path;
    }

    @Override
    public Object get(String name) {
        return variables.get(name);
    }

    @Override
    public void put(String name, Object value) {
        variables.put(name, value);
    }

    @Override
    public String resolveCommand(String name) {
        return name;
    }

    @Override
    public Object execute(CharSequence line) {
        throw new UnsupportedOperationException();
    }

    @Override
    public InputStream getKeyboard() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintStream getConsole() {
        return console;
    }

    @Override
    public History getHistory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registry getRegistry() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SessionFactory getFactory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    /** A terminal as Karaf's are: JLine's and Karaf's at once. */
    private static final class TypingTerminal extends DumbTerminal implements Terminal {
        TypingTerminal(String lines) throws IOException {
            super(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), OutputStream.nullOutputStream());
        }

        @Override
        public int getWidth() {
            return 120;
        }

        @Override
        public int getHeight() {
            return 40;
        }

        @Override
        public boolean isAnsiSupported() {
            return true;
        }

        @Override
        public boolean isEchoEnabled() {
            return echo();
        }

        @Override
        public void setEchoEnabled(boolean enabled) {
            echo(enabled);
        }

        @Override
        public void addSignalListener(SignalListener listener, org.apache.karaf.shell.api.console.Signal... signals) {}

        @Override
        public void addSignalListener(
                SignalListener listener, EnumSet<org.apache.karaf.shell.api.console.Signal> signals) {}

        @Override
        public void addSignalListener(SignalListener listener) {}

        @Override
        public void removeSignalListener(SignalListener listener) {}
    }
}
