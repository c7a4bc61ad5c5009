package io.camelid.bench.profile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells from a stack who caused the work, and of what kind it was. */
final class Frames {
    static final String COMPILER = "JVM: compiler";
    static final String COLLECTOR = "JVM: collector and others";

    private static final Pattern OURS = Pattern.compile("io/camelid/([a-z]+(?:/(?!internal)[a-z]+)?)/.*");
    /** Where the kernel sorts calls out, and what it puts before their names. */
    private static final List<String> SYSTEM_ENTRIES = List.of("do_syscall_64_[k]", "invoke_syscall_[k]");

    private static final Pattern SYSTEM_PREFIX =
            Pattern.compile("^(__x64_sys_|__arm64_sys_|__do_sys_|__sys_|ksys_|do_)");

    private static final List<String> LIBRARIES = List.of(
            "org/apache/camel",
            "org/eclipse/jetty/server",
            "org/eclipse/jetty/client",
            "org/eclipse/jetty/http",
            "org/eclipse/jetty/io",
            "org/eclipse/jetty/util",
            "org/eclipse/jetty",
            "com/fasterxml/jackson",
            "io/micrometer",
            "io/prometheus",
            "org/ops4j/pax/logging",
            "org/slf4j",
            "org/apache/felix",
            "org/apache/karaf");

    private Frames() {}

    /** The nearest caller that is ours or a library; the JDK's and the kernel's work is done for somebody. */
    static String owner(Stacks.Stack stack) {
        List<String> frames = stack.frames();
        for (int i = frames.size() - 1; i >= 0; i--) {
            String frame = frames.get(i);
            Matcher ours = OURS.matcher(frame);
            if (ours.matches()) {
                return "io.camelid." + ours.group(1).replace('/', '.');
            }
            Optional<String> library =
                    LIBRARIES.stream().filter(frame::startsWith).findFirst();
            if (library.isPresent()) {
                return library.get().replace('/', '.');
            }
        }
        if (frames.stream().anyMatch(frame -> frame.contains("CompileBroker::"))) {
            return COMPILER;
        }
        return frames.stream().anyMatch(Frames::isJava) ? "JDK, nobody's" : COLLECTOR;
    }

    static boolean isKernel(Stacks.Stack stack) {
        return stack.leaf().endsWith("_[k]");
    }

    static boolean isJava(Stacks.Stack stack) {
        return isJava(stack.leaf());
    }

    static boolean isJava(String frame) {
        return frame.contains("/") && !frame.startsWith("[") && !frame.contains(".so");
    }

    static boolean isOurs(String frame) {
        return frame.startsWith("io/camelid/");
    }

    static boolean isCamel(String frame) {
        return frame.startsWith("org/apache/camel/");
    }

    static Optional<String> systemCall(Stacks.Stack stack) {
        List<String> frames = stack.frames();
        for (int i = 0; i + 1 < frames.size(); i++) {
            if (SYSTEM_ENTRIES.contains(frames.get(i))) {
                String name = frames.get(i + 1).replace("_[k]", "");
                return Optional.of(SYSTEM_PREFIX.matcher(name).replaceFirst(""));
            }
        }
        return Optional.empty();
    }

    /** Short enough for a table: the package only as far as it tells whose it is. */
    static String readable(String frame) {
        return frame.replace("/internal/", "/").replace('/', '.').replaceAll("_\\[(\\w)]$", " [$1]");
    }
}
