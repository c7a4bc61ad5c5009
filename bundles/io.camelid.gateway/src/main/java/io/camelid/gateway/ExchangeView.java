package io.camelid.gateway;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be known of an exchange, for logs, metrics and traces. Times are {@link System#nanoTime}. */
public interface ExchangeView {
    /** The value of {@code x-request-id}: the client's own if it sent a sane one, else a new one. */
    String id();

    ClientRequest request();

    /** Empty when no rule fitted. */
    Optional<RuleMatch> match();

    /** Empty when the request did not get that far. */
    Optional<Backend> backend();

    /** Who answered, or else whom the last try went to, when the backend has providers. */
    Optional<LlmTarget> target();

    Operation operation();

    /** The language the client speaks; empty when the gateway does not look inside. */
    Optional<FormatId> format();

    /** The model that the client asked for; empty text when none is known. */
    String requestModel();

    /** The model that answered, or was asked to; empty text when none is known. */
    String responseModel();

    boolean isStream();

    /** The sampling parameters that the client set. */
    Map<String, Object> parameters();

    /** How many tries were made. */
    int attempts();

    /** The tries that are over, in order, and the targets that could not be asked; the one that answered comes last. */
    List<Try> tries();

    /** The status sent to the client; 0 when none was. */
    int status();

    /** What went wrong, if something did; also after the head was sent. */
    Optional<LlmError> error();

    /** Whether the client left before the end. */
    boolean isAbandoned();

    Usage usage();

    /** Bytes of content sent to the client. */
    long responseBytes();

    long startedAt();

    /** When the first content for the user came; 0 when none did. */
    long firstTokenAt();

    /** When all was over; 0 before. */
    long endedAt();
}
