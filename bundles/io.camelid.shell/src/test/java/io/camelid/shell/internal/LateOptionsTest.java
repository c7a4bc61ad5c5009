package io.camelid.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class LateOptionsTest {
    private final Sub action = new Sub();

    @Test
    void setsOptionsOfTheClassAndItsParentUpToTheFirstOtherWord() throws Exception {
        List<String> left = LateOptions.take(
                action, List.of("--json", "-H", "a: b", "--header=c: d=e", "-m", "gpt", "why", "--json", "not"));

        assertTrue(action.json);
        assertEquals(List.of("a: b", "c: d=e"), action.headers);
        assertEquals("gpt", action.model);
        assertEquals(List.of("why", "--json", "not"), left);
    }

    @Test
    void doubleDashEndsOptions() throws Exception {
        assertEquals(List.of("-m", "x"), LateOptions.take(action, List.of("--", "-m", "x")));
    }

    @Test
    void aDashAloneIsNoOption() throws Exception {
        assertEquals(List.of("-"), LateOptions.take(action, List.of("-")));
    }

    @Test
    void unknownOptionsAndMissingValuesAreNamed() {
        assertEquals("there is no option --jsno", failure("--jsno"));
        assertEquals("option -m needs a value", failure("-m"));
    }

    private String failure(String... words) {
        return assertThrows(CommandException.class, () -> LateOptions.take(action, List.of(words)))
                .getMessage();
    }

    private static class Parent implements Action {
        @Option(name = "--json")
        boolean json;

        @Override
        public Object execute() {
            return null;
        }
    }

    private static final class Sub extends Parent {
        @Option(name = "-H", aliases = "--header", multiValued = true)
        List<String> headers = List.of();

        @Option(name = "-m")
        String model;
    }
}
