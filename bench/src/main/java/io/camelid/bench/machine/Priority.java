package io.camelid.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The priority of this terminal session among others. Where Linux schedules by session (autogroup, see sched(7)), the
 * nice value of a process counts within its session only.
 */
public final class Priority {
    private static final Path FILE = Path.of("/proc/self/autogroup");
    private static final Pattern NICE = Pattern.compile("nice (-?\\d+)");
    private static final String FIRST = "-20";

    private Priority() {}

    /** Puts this session first until this JVM ends; leaves it where it is if that is not allowed. */
    public static void raise() {
        try {
            Matcher nice = NICE.matcher(Files.readString(FILE));
            String before = nice.find() ? nice.group(1) : "0";
            write(FIRST);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(before)));
        } catch (IOException unknown) {
            // A kernel without autogroups, where the nice value alone does it.
        }
    }

    private static void write(String nice) {
        try {
            Files.writeString(FILE, nice, StandardOpenOption.WRITE);
        } catch (IOException refused) {
            // Not root: the run goes on with the share it gets, and its "others" column shows it.
        }
    }
}
