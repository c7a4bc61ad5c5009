package io.camelid.shell.internal;

import java.util.Collection;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;

/** Says that nothing has a name, and what has one. */
public final class UnknownName {
    private static final int MOST_NAMES = 20;

    private UnknownName() {}

    /** @param what the kind of thing, for example {@code backend} */
    public static CommandException of(String what, String name, Collection<String> known) {
        List<String> some = known.stream().distinct().sorted().limit(MOST_NAMES).toList();
        String rest = some.size() < known.size() ? " …" : "";
        return new CommandException("no " + what + " is named " + name
                + (some.isEmpty() ? "; there is none" : "; known: " + String.join(", ", some) + rest));
    }
}
