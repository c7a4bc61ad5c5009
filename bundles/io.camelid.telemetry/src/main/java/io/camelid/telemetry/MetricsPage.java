package io.camelid.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The values of all metrics at the moment of asking, in Prometheus' text format 0.0.4 or, for who asks for it,
 * OpenMetrics 1.0. Thread-safe.
 */
@ProviderType
public interface MetricsPage {
    /**
     * The media type that {@link #write} has for the same {@code accept}.
     *
     * @param accept the value of the {@code Accept} field; empty text when there is none
     */
    String contentType(String accept);

    /** Collects the metrics and writes them; leaves the stream open. */
    void write(String accept, OutputStream out) throws IOException;
}
