package io.camelid.config.kubernetes.internal;

import io.camelid.camel.EmbeddedCamelContext;
import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.ConfigurationSink;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.SourceContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two Camel routes between a cluster and the configuration: {@code objects} delivers what there is
 * whenever something has changed, {@code status} writes back what has become of it. A burst of changes
 * makes one delivery, because the route takes the state as a whole and no more than one notice waits.
 */
final class ClusterSource implements Feed.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSource.class);
    private static final String CONTEXT = "camelid-kubernetes";
    private static final String CHANGED = "seda:changed?size=1&discardWhenFull=true";
    private static final Set<String> NOT_ELSEWHERE = Set.of(Item.SOURCE, "implied");
    private static final Duration CONNECT_PAUSE = Duration.ofSeconds(10);
    private static final Duration SILENCE_CHECK = Duration.ofSeconds(15);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration STATUS_LOOK = Duration.ofMillis(200);

    /** What there is once the credentials have been read. */
    private record Connection(Api api, Cluster cluster, Leadership leadership, StatusWriter writer) {}

    private final Options options;
    private final ConfigurationSink sink;
    private final Configuration configuration;
    private final Supplier<Api> connect;
    private final ScheduledThreadPoolExecutor timer;
    private final CamelContext context;
    private final ProducerTemplate notices;
    private final ServiceRegistration<CamelContext> registration;
    private final AtomicBoolean noticed = new AtomicBoolean();
    private volatile Optional<Connection> connection = Optional.empty();
    private volatile Set<ObjectKey> delivered = Set.of();
    private volatile Set<ObjectKey> gatewaysElsewhere = Set.of();
    private volatile Compilation lookedAt;
    private volatile boolean anything;
    private final Set<String> told = new HashSet<>(); // used by the route objects only
    private Optional<String> leadershipProblem = Optional.empty(); // used by the status route only
    private boolean closed; // guarded by this

    /**
     * @param connect reads the credentials; it may take its time, and fail
     */
    ClusterSource(
            BundleContext bundle,
            Options options,
            ConfigurationSink sink,
            Configuration configuration,
            Supplier<Api> connect)
            throws Exception {
        this.options = options;
        this.sink = sink;
        this.configuration = configuration;
        this.connect = connect;
        sink.expect(Item.SOURCE);
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "camelid-kubernetes");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        timer.setRemoveOnCancelPolicy(true);
        context = context();
        notices = context.createProducerTemplate();
        registration = bundle.registerService(CamelContext.class, context, null);
        timer.execute(this::connect);
    }

    private CamelContext context() throws Exception {
        CamelContext made = new EmbeddedCamelContext(CONTEXT, DRAIN);
        made.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(CHANGED).routeId("objects").process(exchange -> deliver());
                from("timer:status?delay=0&fixedRate=false&period=" + STATUS_LOOK.toMillis())
                        .routeId("status")
                        .process(exchange -> report());
            }
        });
        made.start();
        return made;
    }

    private void connect() {
        try {
            open(connect.get());
        } catch (RuntimeException | LinkageError broken) {
            // The text of such a failure may quote a kubeconfig, and so a credential.
            LOG.error(
                    "No credentials for a cluster can be read ({})",
                    ApiException.of(broken).getMessage());
            if (!timer.isShutdown()) {
                timer.schedule(this::connect, CONNECT_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private synchronized void open(Api api) {
        if (closed) {
            api.close();
            return;
        }
        Cluster cluster = new Cluster(options.namespaces(), api, timer, this);
        Leadership leadership =
                new Leadership(api, options.podNamespace().orElse(api.namespace()), options.podName(), timer);
        StatusWriter writer = new StatusWriter(api, this, leadership::isHeld, cluster::reported);
        connection = Optional.of(new Connection(api, cluster, leadership, writer));
        LOG.info("reading configuration from the cluster at {}", api.server());
        cluster.start();
        leadership.start();
        timer.scheduleWithFixedDelay(
                cluster::checkSilence, SILENCE_CHECK.toMillis(), SILENCE_CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void contentChanged() {
        if (noticed.compareAndSet(false, true)) {
            notices.sendBody(CHANGED, "");
        }
        statusChanged();
    }

    @Override
    public void statusChanged() {
        connection.ifPresent(open -> open.writer().refresh());
    }

    /** The route {@code objects}. */
    private void deliver() {
        noticed.set(false);
        connection.ifPresent(open -> open.cluster()
                .content(new Selection(options.gatewayClasses(), gatewaysElsewhere))
                .ifPresentOrElse(content -> deliver(open, content), () -> tellWhatIsMissing(open.cluster())));
    }

    /** Before the first delivery nothing but the log can say why it does not come. */
    private void tellWhatIsMissing(Cluster cluster) {
        if (!anything) {
            cluster.problems().stream()
                    .map(Problem::message)
                    .filter(told::add)
                    .forEach(message -> LOG.warn("not ready: {}", message));
        }
    }

    private void deliver(Connection open, SourceContent content) {
        List<Problem> problems = new ArrayList<>(content.problems());
        problems.addAll(open.writer().problems());
        open.leadership()
                .refusal()
                .ifPresent(why -> problems.add(Cluster.problem(
                        Severity.ERROR,
                        "no status is written: the Lease " + Leadership.NAME + " cannot be had: " + why)));
        delivered = content.objects().stream().map(KubernetesObject::key).collect(Collectors.toUnmodifiableSet());
        anything = true;
        sink.publish(Item.SOURCE, new SourceContent(content.objects(), problems));
    }

    /** The route {@code status}. */
    private void report() {
        Compilation compilation = configuration.current();
        if (compilation != lookedAt) {
            lookedAt = compilation;
            Set<ObjectKey> elsewhere = gatewaysElsewhere(compilation);
            if (!elsewhere.equals(gatewaysElsewhere)) {
                gatewaysElsewhere = elsewhere;
                contentChanged();
            }
        }
        connection.ifPresent(open -> report(open, compilation));
    }

    private void report(Connection open, Compilation compilation) {
        Optional<String> problem = open.leadership().refusal();
        if (!problem.equals(leadershipProblem)) {
            leadershipProblem = problem;
            contentChanged();
        }
        if (!open.leadership().isHeld()) {
            open.writer().pause();
        } else if (anything) {
            open.writer().look(compilation, delivered);
        }
    }

    private static Set<ObjectKey> gatewaysElsewhere(Compilation compilation) {
        return compilation.objects().values().stream()
                .filter(object -> Resource.GATEWAY.isKindOf(object.key()))
                .filter(object -> !NOT_ELSEWHERE.contains(object.origin().source()))
                .map(KubernetesObject::key)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends all connections and gives the Lease back; what was delivered stays delivered. */
    synchronized void close() {
        closed = true;
        registration.unregister();
        context.stop();
        connection.ifPresent(open -> {
            open.cluster().stop();
            open.leadership().stop();
            open.api().close();
        });
        timer.shutdownNow();
    }
}
