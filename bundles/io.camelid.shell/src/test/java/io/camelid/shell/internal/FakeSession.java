package io.camelid.shell.internal;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.console.History;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.api.console.Signal;
import org.apache.karaf.shell.api.console.SignalListener;
import org.apache.karaf.shell.api.console.Terminal;
import org.jline.reader.EndOfFileException;

/** A session of somebody who types prepared lines; without any it has no terminal, as over {@code bin/client}. */
public final class FakeSession implements Session {
    private final Map<String, Object> variables = new HashMap<>();
    private final Deque<String> lines;
    private final Terminal terminal;
    private Path directory = Path.of("").toAbsolutePath();

    private FakeSession(List<String> lines, Terminal terminal) {
        this.lines = new ArrayDeque<>(lines);
        this.terminal = terminal;
    }

    public static FakeSession headless() {
        return new FakeSession(List.of(), null);
    }

    public static FakeSession typing(String... lines) {
        return new FakeSession(List.of(lines), new AnsiTerminal());
    }

    @Override
    public String readLine(String prompt, Character mask) {
        if (lines.isEmpty()) {
            throw new EndOfFileException();
        }
        return lines.remove();
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
        throw new UnsupportedOperationException("would leave a pipe out");
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

    private static final class AnsiTerminal implements Terminal {
        @Override
        public String getType() {
            return "xterm";
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
            return true;
        }

        @Override
        public void setEchoEnabled(boolean enabled) {}

        @Override
        public void addSignalListener(SignalListener listener, Signal... signals) {}

        @Override
        public void addSignalListener(SignalListener listener, EnumSet<Signal> signals) {}

        @Override
        public void addSignalListener(SignalListener listener) {}

        @Override
        public void removeSignalListener(SignalListener listener) {}
    }
}
