package io.camelid.config.internal.service;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.ConfigurationSink;
import io.camelid.config.ObjectKey;
import io.camelid.config.Problem;
import io.camelid.config.SnapshotLease;
import io.camelid.config.SnapshotListener;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.backend.TargetPool;
import io.camelid.config.internal.compile.Compiler;
import io.camelid.config.internal.compile.Inputs;
import io.camelid.config.internal.compile.Outcome;
import io.camelid.config.internal.gateway.ListenerReports;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RoutingSnapshot;
import io.camelid.spi.format.Format;
import io.camelid.spi.provider.LlmProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force. What sources, plug-ins and the rest of the system say is noted at once
 * and compiled a moment later on a thread of its own, so that a burst of news makes one compilation.
 * When the outcome routes as before, the snapshot stays and only status changes.
 */
@Component(
        service = {Configuration.class, ConfigurationSink.class},
        configurationPid = "io.camelid.config",
        immediate = true)
public final class LiveConfiguration implements Configuration, ConfigurationSink {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfiguration.class);
    /** Long enough for the files of one save or the services of one bundle, too short to be noticed. */
    private static final Duration BURST = Duration.ofMillis(30);
    /** Until a listener that could not be made is asked for again. */
    private static final Duration ANOTHER_TRY = Duration.ofMillis(50);
    /** Sources gather what belongs together themselves. */
    private static final Duration DELIVERY = Duration.ofMillis(3);
    /** Long enough for a plug-in that is being replaced, or the start of them all, to be no problem. */
    private static final Duration PROBLEM_DELAY = Duration.ofSeconds(1);

    /** How long a compilation under way may hold up a stop. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

    /** The keys of {@code etc/io.camelid.config.cfg}. */
    public @interface Settings {
        /** The port of Gateways that are implied because there are none. */
        int httpPort() default 8080;
    }

    /** What is served, and what is told about it. */
    private record InForce(Compilation compilation, SnapshotHold hold) {}

    private final Object lock = new Object();
    private final SourceContents sources = new SourceContents();
    private final InstalledPlugins plugins = new InstalledPlugins();
    private final Map<ListenerReports.Id, String> listenerReports = new HashMap<>();
    private Optional<String> listenerAddress = Optional.empty();
    private Set<ListenerReports.Id> announced = Set.of();
    private int httpPort;
    private boolean scheduled;
    private Set<String> served = Set.of();

    private final Clock clock;
    private final TargetPool pool = new TargetPool();
    private final ListenerCalls listeners = new ListenerCalls();
    private final ScheduledThreadPoolExecutor thread;
    private volatile InForce inForce;

    // Used by the configuration's own thread only.
    private final Compiler compiler = new Compiler(Fingerprint.random());
    private final ProblemLog problemLog = new ProblemLog();
    private boolean problemsScheduled;
    private Optional<Outcome> last = Optional.empty();

    @Activate
    public LiveConfiguration(Settings settings) {
        this(settings.httpPort(), Clock.systemUTC());
    }

    LiveConfiguration(int httpPort, Clock clock) {
        this.httpPort = httpPort;
        this.clock = clock;
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread worker = new Thread(work, "camelid-config");
            worker.setDaemon(true);
            return worker;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        inForce = nothing(0);
    }

    private InForce nothing(long version) {
        RoutingSnapshot empty =
                new RoutingSnapshot(version, List.of(), request -> Optional.empty(), Map.of(), Map.of());
        return new InForce(
                new Compilation(empty, Map.of(), Map.of(), List.of()),
                new SnapshotHold(empty, pool.hold(), this::retire));
    }

    @Modified
    void modified(Settings settings) {
        note(() -> {
            httpPort = settings.httpPort();
            return true;
        });
    }

    /** Lets go of everything; leases that are out stay good until they are released. */
    @Deactivate
    void stop() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        InForce last = inForce;
        inForce = nothing(last.compilation().snapshot().version() + 1);
        last.hold().replaced();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProvider(LlmProvider provider, Map<String, ?> properties) {
        note(() -> {
            plugins.add(provider, properties);
            return true;
        });
    }

    void removeProvider(LlmProvider provider) {
        note(() -> {
            plugins.remove(provider);
            return true;
        });
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFormat(Format format, Map<String, ?> properties) {
        note(() -> {
            plugins.add(format, properties);
            return true;
        });
    }

    void removeFormat(Format format) {
        note(() -> {
            plugins.remove(format);
            return true;
        });
    }

    @Reference(
            service = SnapshotListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addListener(ComponentServiceObjects<SnapshotListener> listener) {
        listeners.add(listener);
        execute(this::welcome);
    }

    private void welcome() {
        if (!listeners.welcome(inForce.compilation().snapshot())) {
            later(ANOTHER_TRY, this::welcome);
        }
    }

    void removeListener(ComponentServiceObjects<SnapshotListener> listener) {
        listeners.remove(listener);
    }

    @Override
    public void publish(String source, SourceContent content) {
        note(DELIVERY, () -> sources.publish(source, content));
    }

    @Override
    public void expect(String source) {
        synchronized (lock) {
            sources.expect(source);
        }
    }

    @Override
    public void withdraw(String source) {
        note(() -> sources.withdraw(source));
    }

    @Override
    public void recompile() {
        note(() -> true);
    }

    @Override
    public void reportListener(ObjectKey gateway, String listener, String failure) {
        note(() -> {
            boolean changed = false;
            for (ListenerReports.Id id : announced) {
                if (id.gateway().equals(gateway) && id.listener().equals(listener)) {
                    changed |= !failure.equals(listenerReports.put(id, failure));
                }
            }
            return changed;
        });
    }

    @Override
    public void reportAddress(String address) {
        note(() -> {
            boolean changed = !listenerAddress.equals(Optional.of(address));
            listenerAddress = Optional.of(address);
            return changed;
        });
    }

    @Override
    public Compilation current() {
        return inForce.compilation();
    }

    @Override
    public SnapshotLease lease() {
        while (true) {
            Optional<SnapshotLease> lease = inForce.hold().lease();
            if (lease.isPresent()) {
                return lease.get();
            }
            // It has just been replaced and its last user has gone; there is another one now.
        }
    }

    @Override
    public boolean isReady() {
        synchronized (lock) {
            return sources.areCoveredBy(served);
        }
    }

    private interface News {
        /** Whether anything has changed. */
        boolean take();
    }

    private void note(News news) {
        note(BURST, news);
    }

    private void note(Duration delay, News news) {
        synchronized (lock) {
            if (news.take() && !scheduled) {
                scheduled = true;
                later(delay, this::compile);
            }
        }
    }

    private void later(Duration delay, Runnable work) {
        try {
            thread.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("Stopped: nothing is done later any more");
        }
    }

    /** On the configuration's thread, or on this one when that is no more. */
    private void execute(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException stopped) {
            work.run();
        }
    }

    private void compile() {
        List<Problem> pluginProblems = new ArrayList<>();
        List<SourceContent> contents;
        Set<String> names;
        InstalledPlugins.Roll roll;
        ListenerReports reports;
        int port;
        synchronized (lock) {
            scheduled = false;
            contents = sources.inOrder();
            names = sources.names();
            roll = plugins.roll();
            reports = new ListenerReports(listenerReports, listenerAddress);
            port = httpPort;
        }
        if (names.isEmpty() && inForce.compilation().snapshot().version() == 0) {
            return; // nothing has been said yet, so nothing is meant by it
        }
        TargetPool.Holding targets = pool.hold();
        Outcome outcome;
        Optional<RoutingSnapshot> next;
        try {
            Inputs inputs = new Inputs(contents, roll.described(pluginProblems), pluginProblems, reports, port);
            outcome = compiler.compile(inputs, targets, clock.instant());
            next = last.map(outcome::routesLike).orElse(false)
                    ? Optional.empty()
                    : Optional.of(
                            outcome.snapshot(inForce.compilation().snapshot().version() + 1));
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("The configuration stays as it was: compiling failed", bug);
            targets.close();
            return;
        }
        last = Optional.of(outcome);
        if (next.isPresent()) {
            activate(next.get(), outcome, targets);
        } else {
            targets.close();
            SnapshotHold hold = inForce.hold();
            inForce = new InForce(compilation(hold.snapshot(), outcome), hold);
        }
        synchronized (lock) {
            served = names;
        }
        if (!problemsScheduled) {
            problemsScheduled = true;
            later(PROBLEM_DELAY, this::reportProblems);
        }
    }

    private void reportProblems() {
        problemsScheduled = false;
        problemLog.report(inForce.compilation().problems());
    }

    private void activate(RoutingSnapshot next, Outcome outcome, TargetPool.Holding targets) {
        SnapshotHold previous = inForce.hold();
        announce(next.listeners());
        listeners.prepare(next);
        inForce = new InForce(compilation(next, outcome), new SnapshotHold(next, targets, this::retire));
        listeners.activated(next);
        previous.replaced();
        LOG.info(
                "Snapshot {}: {} listeners, {} rules, {} backends, {} problems",
                next.version(),
                next.listeners().size(),
                next.rules().size(),
                next.backends().size(),
                outcome.problems().size());
    }

    private static Compilation compilation(RoutingSnapshot snapshot, Outcome outcome) {
        return new Compilation(snapshot, outcome.objects(), outcome.book().statuses(), outcome.problems());
    }

    /** From now on listeners may be reported to be open. */
    private void announce(List<Listener> next) {
        synchronized (lock) {
            announced = next.stream().map(LiveConfiguration::id).collect(Collectors.toSet());
            listenerReports.keySet().retainAll(announced);
        }
    }

    private static ListenerReports.Id id(Listener listener) {
        return new ListenerReports.Id(listener.gateway(), listener.name(), listener.port());
    }

    private void retire(SnapshotHold hold) {
        execute(() -> {
            if (hold.snapshot().version() > 0) {
                listeners.retired(hold.snapshot());
            }
            hold.targets().close();
        });
    }
}
