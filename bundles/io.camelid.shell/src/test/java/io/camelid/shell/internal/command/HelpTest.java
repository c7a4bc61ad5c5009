package io.camelid.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.camelid.shell.internal.LlmCommand;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --help} is the documentation of the commands. */
class HelpTest {
    @Test
    void theCommandsAreThoseOfTheContract() throws Exception {
        Set<String> names = new TreeSet<>();
        commands().forEach(type -> names.add(type.getAnnotation(Command.class).name()));

        assertEquals(
                new TreeSet<>(Set.of(
                        "provider-list",
                        "provider-info",
                        "backend-list",
                        "backend-info",
                        "route-list",
                        "route-explain",
                        "gateway-list",
                        "target-list",
                        "target-reset",
                        "config-status",
                        "config-reload",
                        "apply",
                        "chat",
                        "stats")),
                names);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everythingIsDescribed(Class<?> type) throws Exception {
        assertNotNull(type.getAnnotation(Service.class));
        assertEquals("llm", type.getAnnotation(Command.class).scope());
        assertFalse(type.getAnnotation(Command.class).description().isEmpty());
        for (Class<?> level = type; level != Object.class; level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                Argument argument = field.getAnnotation(Argument.class);
                assertFalse(option != null && option.description().isEmpty(), field.toString());
                assertFalse(argument != null && argument.description().isEmpty(), field.toString());
            }
        }
        Action unused = (Action) type.getConstructor().newInstance();
        assertNotNull(unused);
    }

    static Stream<Class<?>> commands() throws IOException {
        Path classes = Path.of("target/classes/io/camelid/shell/internal/command");
        try (Stream<Path> files = Files.list(classes)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Command.class"))
                    .<Class<?>>map(HelpTest::load)
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(LlmCommand.class.getPackageName() + ".command." + file.replace(".class", ""));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
