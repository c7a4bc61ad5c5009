package io.camelid.itests;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.logLevel;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import javax.inject.Inject;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.karaf.options.LogLevelOption.LogLevel;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * A test inside a gateway: the tarball that users get, unpacked below {@code target/exam}, on free ports, started once for a test
 * class. Its methods run in the container.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class GatewayTestSupport {

    @Inject
    protected BundleContext context;

    @Configuration
    public Option[] gateway() throws IOException {
        Path assembly = Path.of(System.getProperty("camelid.assembly"));
        String exam = "etc/org.ops4j.pax.url.mvn.cfg";
        return new Option[] {
            karafDistributionConfiguration()
                    .frameworkUrl(Path.of(System.getProperty("camelid.tarball"))
                            .toUri()
                            .toString())
                    .karafVersion(System.getProperty("camelid.karaf.version"))
                    .name("Camelid")
                    .unpackDirectory(Path.of(System.getProperty("camelid.work")).toFile())
                    .useDeployFolder(false),
            configureConsole().ignoreLocalConsole(),
            keepRuntimeFolder(),
            logLevel(LogLevel.INFO),
            vm(assembly),
            // Pax Exam's own bundles come from where Maven put them.
            editConfigurationFilePut(
                    exam, "org.ops4j.pax.url.mvn.localRepository", System.getProperty("camelid.local.repository")),
            ports()
        };
    }

    /** Pax Exam does not go through {@code bin/karaf}, so what that says is said again. */
    private static Option vm(Path assembly) {
        return vmOptions(
                "@" + assembly.resolve("bin/jvm.options"),
                "-XX:+UseSerialGC",
                "-classpath",
                "lib/boot/*:lib/jdk9plus/*:lib/endorsed/*");
    }

    private static Option ports() throws IOException {
        return composite(
                editConfigurationFilePut("etc/org.apache.karaf.shell.cfg", "sshPort", freePort()),
                editConfigurationFilePut("etc/io.camelid.admin.cfg", "port", freePort()),
                editConfigurationFilePut("etc/io.camelid.config.cfg", "httpPort", freePort()));
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
