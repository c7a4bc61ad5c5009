package io.camelid.itests.acceptance.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of {@code docs/failover.md} that a test writes; the rest of the page is written by hand. */
final class GeneratedSection {
    private static final Path PAGE = Path.of(System.getProperty("camelid.docs", "../../docs"), "failover.md");

    private GeneratedSection() {}

    /** Checks that a test's part of the page is what the test has seen; {@code -Dcamelid.golden.write=true} makes it so. */
    static void verify(Class<?> test, String seen) throws IOException {
        String begin = "<!-- written by " + test.getSimpleName() + " -->\n";
        String end = "<!-- end -->\n";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        String current = page.substring(0, from) + "\n" + seen + "\n" + page.substring(page.indexOf(end, from));
        if (Boolean.getBoolean("camelid.golden.write")) {
            Files.writeString(PAGE, current);
            page = current;
        }
        assertEquals(current, page, PAGE + " is not what happened: run with -Dcamelid.golden.write=true");
    }
}
