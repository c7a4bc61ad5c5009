package io.camelid.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import io.camelid.itests.GatewayProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the assembly promises to those who run it: its scripts, its directories, its signals. */
public class AssemblyIT {

    private static final Path DEMO = GatewayProcess.ASSEMBLY.resolve("examples/demo");
    private static final String HELLO =
            "{\"model\":\"demo\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void twoGatewaysRunFromOneAssemblyAndWriteOnlyWhereTheyAreTold() throws Exception {
        Map<Path, String> before = assembly();
        try (GatewayProcess one = start("one");
                GatewayProcess two = start("two")) {
            for (GatewayProcess gateway : new GatewayProcess[] {one, two}) {
                String answer = gateway.post("/demo", HELLO).body();
                assertTrue(answer, answer.contains("data: [DONE]"));
                assertEquals(0, gateway.client("bundle:list").exit());
            }
        }
        assertEquals(before, assembly());
    }

    @Test
    public void theShellIsOpenToTheOwnerOnlyAndItsExitCodeIsTheCommands() throws Exception {
        try (GatewayProcess gateway = start("data")) {
            Path key = folder.getRoot().toPath().resolve("data/ssh/owner.key");
            gateway.await("key", () -> Files.exists(key));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));

            Outcome good = gateway.client("shell:echo hello");
            assertEquals(good.output(), 0, good.exit());
            assertEquals("hello", good.output().strip());
            assertNotEquals(0, gateway.client("no:such-command").exit());
        }
    }

    @Test
    public void withNothingInFlightItEndsPromptly() throws Exception {
        try (GatewayProcess gateway = start("data")) {
            Duration taken = gateway.terminate();
            assertTrue("took " + taken, taken.compareTo(Duration.ofSeconds(4)) < 0);
        }
    }

    @Test
    public void aProviderComesAndGoesWithItsFeature() throws Exception {
        try (GatewayProcess gateway = start("data")) {
            assertEquals(200, gateway.post("/demo", HELLO).statusCode());

            assertEquals(
                    0, gateway.client("feature:uninstall camelid-provider-demo").exit());
            gateway.await("503", () -> gateway.post("/demo", HELLO).statusCode() == 503);

            assertEquals(
                    0, gateway.client("feature:install camelid-provider-demo").exit());
            gateway.await("200", () -> gateway.post("/demo", HELLO).statusCode() == 200);
            assertFalse(gateway.client("llm:provider-list").output().isBlank());
        }
    }

    private GatewayProcess start(String data) throws Exception {
        return GatewayProcess.start(folder.getRoot().toPath().resolve(data), DEMO);
    }

    /** Every file of the assembly with its size and time of change. */
    private static Map<Path, String> assembly() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(GatewayProcess.ASSEMBLY)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
