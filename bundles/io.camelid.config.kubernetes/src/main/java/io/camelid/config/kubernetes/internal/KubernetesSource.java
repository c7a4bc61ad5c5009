package io.camelid.config.kubernetes.internal;

import io.camelid.config.Configuration;
import io.camelid.config.ConfigurationSink;
import java.nio.file.Files;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration source {@code kubernetes}. Where it is off, none of its classes beyond this one are loaded. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.camelid.config.kubernetes",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class KubernetesSource {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);

    /** The keys of {@code etc/io.camelid.config.kubernetes.cfg}. */
    public @interface Settings {
        /** {@code auto}, {@code on} or {@code off}. */
        String mode() default "auto";

        /** Names of GatewayClasses whose Gateways are ours, separated by commas. */
        String gatewayClasses() default "camelid";

        /** Namespaces to look at, separated by commas; empty for all. */
        String namespaces() default "";

        /** Where the Lease is; empty for the service account's namespace. */
        String podNamespace() default "";

        /** Who this replica is among the others; empty for the host's name. */
        String podName() default "";
    }

    private final Optional<ClusterSource> source;

    @Activate
    public KubernetesSource(
            BundleContext bundle,
            Settings settings,
            @Reference ConfigurationSink sink,
            @Reference Configuration configuration)
            throws Exception {
        if (Mode.of(settings.mode()).isOn(System.getenv(), Files::isRegularFile)) {
            source = Optional.of(new ClusterSource(bundle, Options.of(settings), sink, configuration, Api::connect));
        } else {
            LOG.debug("No cluster is a source of configuration");
            source = Optional.empty();
            sink.withdraw(Names.SOURCE);
        }
    }

    /** What was read last stays in force: an update of this bundle must not empty the configuration. */
    @Deactivate
    void close() {
        source.ifPresent(ClusterSource::close);
    }

    /** Kept apart from what would have to be loaded to know it. */
    private static final class Names {
        static final String SOURCE = "kubernetes";
    }
}
