package io.camelid.config.directory.internal;

import io.camelid.camel.EmbeddedCamelContext;
import io.camelid.config.ConfigurationSink;
import io.camelid.config.ManifestParser;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration source {@code directory}: a Camel route that looks at the manifests several times a second. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.camelid.config.directory",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DirectorySource {
    private static final Logger LOG = LoggerFactory.getLogger(DirectorySource.class);
    private static final String CONTEXT = "camelid-directory";
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

    /** The keys of {@code etc/io.camelid.config.directory.cfg}. */
    public @interface Settings {
        /** The directory of manifests. */
        String directory();

        /** The local store of ExternalSecrets. */
        String secrets();

        /** Milliseconds between two looks. */
        long interval() default 200;
    }

    private final ConfigurationSink sink;
    private final ManifestDirectory directory;
    private final CamelContext context;
    private final ServiceRegistration<CamelContext> registration;
    private long nextLook = System.nanoTime(); // used by the timer's thread only

    @Activate
    public DirectorySource(
            BundleContext bundle,
            Settings settings,
            @Reference ConfigurationSink sink,
            @Reference ManifestParser parser)
            throws Exception {
        this.sink = sink;
        directory = new ManifestDirectory(
                Path.of(settings.directory()), parser, System.getenv(), Path.of(settings.secrets()));
        sink.expect(ManifestDirectory.SOURCE);
        LOG.info("reading manifests from {}", directory.root());
        context = context(settings.interval());
        registration = bundle.registerService(CamelContext.class, context, null);
    }

    private CamelContext context(long interval) throws Exception {
        CamelContext made = new EmbeddedCamelContext(CONTEXT, DRAIN);
        made.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:look?delay=0&fixedRate=false&period=" + interval)
                        .routeId("manifests")
                        .routeDescription(directory.root().toString())
                        .process(exchange -> look());
            }
        });
        made.start();
        return made;
    }

    /** Looks, but less often when looking takes long because there are very many files. */
    private void look() {
        long start = System.nanoTime();
        if (start - nextLook >= 0) {
            directory.look().ifPresent(content -> sink.publish(ManifestDirectory.SOURCE, content));
            long end = System.nanoTime();
            nextLook = end + Math.min(9 * (end - start), LONGEST_PAUSE.toNanos());
        }
    }

    /** What was read last stays in force: an update of this bundle must not empty the configuration. */
    @Deactivate
    void close() {
        registration.unregister();
        context.stop();
    }
}
