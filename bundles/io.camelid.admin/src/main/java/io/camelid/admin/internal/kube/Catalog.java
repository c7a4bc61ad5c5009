package io.camelid.admin.internal.kube;

import io.camelid.admin.internal.redact.Redactor;
import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is in force, and the redactor that belongs to it. Thread-safe. */
@Component(service = Catalog.class)
public final class Catalog {
    private final Configuration configuration;
    private final Clock clock;
    private final Journal journal;
    private Compilation seen;
    private Redactor redactor;

    @Activate
    public Catalog(@Reference Configuration configuration) {
        this(configuration, Clock.systemUTC());
    }

    Catalog(Configuration configuration, Clock clock) {
        this.configuration = configuration;
        this.clock = clock;
        this.journal = new Journal(
                clock, Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    /** The compilation in force with its redactor. */
    public synchronized Shown current() {
        Compilation current = configuration.current();
        if (current != seen) {
            redactor = Redactor.of(current.objects().values(), current.snapshot());
            seen = current;
        }
        return new Shown(current, redactor);
    }

    /** The objects in force. */
    synchronized View view() {
        Shown shown = current();
        return new View(journal.at(shown.compilation()), shown.redactor(), clock.instant());
    }

    /** A compilation, and what keeps its secrets. */
    public record Shown(Compilation compilation, Redactor redactor) {}
}
