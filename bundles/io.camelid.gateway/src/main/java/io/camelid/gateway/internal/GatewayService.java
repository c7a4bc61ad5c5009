package io.camelid.gateway.internal;

import io.camelid.config.Configuration;
import io.camelid.config.snapshot.Backend;
import io.camelid.gateway.Answer;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ClientResponse;
import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.Gateway;
import io.camelid.gateway.GatewayExchange;
import io.camelid.gateway.GatewayHeaders;
import io.camelid.gateway.MirrorOutcome;
import io.camelid.gateway.internal.balance.TargetHealthBook;
import io.camelid.gateway.internal.balance.Tries;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.format.Document;
import io.camelid.spi.format.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens exchanges with the formats, observers and configuration of the moment. */
@Component(service = {Gateway.class, GatewayService.class})
public final class GatewayService implements Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayService.class);

    private final Configuration configuration;
    private final TargetHealthBook healthBook;
    private final LongSupplier nanoTime;
    private final InstantSource wallClock;
    private final List<Format> installed = new ArrayList<>();
    private final List<ExchangeObserver> observers = new CopyOnWriteArrayList<>();
    private volatile FormatTable formats = new FormatTable(List.of());

    @Activate
    public GatewayService(@Reference Configuration configuration, @Reference TargetHealthBook healthBook) {
        this(configuration, healthBook, System::nanoTime, InstantSource.system());
    }

    GatewayService(
            Configuration configuration, TargetHealthBook healthBook, LongSupplier nanoTime, InstantSource wallClock) {
        this.configuration = configuration;
        this.healthBook = healthBook;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addFormat(Format format) {
        installed.add(format);
        formats = new FormatTable(installed);
    }

    synchronized void removeFormat(Format format) {
        installed.remove(format);
        formats = new FormatTable(installed);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addObserver(ExchangeObserver observer) {
        observers.add(observer);
    }

    void removeObserver(ExchangeObserver observer) {
        observers.remove(observer);
    }

    @Override
    public GatewayExchange open(ClientRequest request, ClientResponse response) {
        LiveExchange exchange = new LiveExchange(this, formats, configuration.lease(), request, response);
        tell(observer -> observer.opened(exchange));
        return exchange;
    }

    @Override
    public Answer refuse(String path, LlmError error) {
        return render(formats.byPath(path), error);
    }

    /** An error in a format's words; in OpenAI's when none is known, for that is what most clients read. */
    Answer render(Optional<Format> format, LlmError error) {
        Document document = format.or(() -> formats.byId(FormatId.COMPLETIONS))
                .map(known -> known.error(error))
                .orElseGet(() -> new Document(
                        "text/plain; charset=utf-8",
                        ByteBuffer.wrap(error.message().getBytes(StandardCharsets.UTF_8))));
        return new Answer(
                error.status(),
                List.of(
                        HeaderField.of("Content-Type", document.contentType()),
                        HeaderField.of(GatewayHeaders.ERROR, error.code())),
                document.bytes());
    }

    /** The time by {@link System#nanoTime}. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** The time that dates are about. */
    Instant wallClock() {
        return wallClock.instant();
    }

    FormatTable formats() {
        return formats;
    }

    Tries tries(Backend.Llm backend, Headers request) {
        return healthBook.tries(backend, request);
    }

    /** Where to begin in a list of equals. */
    int rotation(int size) {
        return size > 1 ? ThreadLocalRandom.current().nextInt(size) : 0;
    }

    void closed(GatewayExchange exchange) {
        tell(observer -> observer.closed(exchange));
    }

    void mirrored(MirrorOutcome outcome) {
        tell(observer -> observer.mirrored(outcome));
    }

    /** A linkage error is what a bundle that is being taken away throws. */
    private void tell(Consumer<ExchangeObserver> what) {
        for (ExchangeObserver observer : observers) {
            try {
                what.accept(observer);
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("an observer failed", e);
            }
        }
    }
}
