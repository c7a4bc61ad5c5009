package io.camelid.telemetry.internal;

import io.camelid.telemetry.MetricsPage;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The register of all meters, and its page. */
@Component(
        service = {MetricsPage.class, PrometheusPage.class},
        configurationPolicy = ConfigurationPolicy.IGNORE)
public final class PrometheusPage implements MetricsPage {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormatWriter text = PrometheusTextFormatWriter.builder()
            .setIncludeCreatedTimestamps(false)
            .build();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

    @Activate
    public PrometheusPage() {
        JvmMeters.register(registry);
    }

    /** Where the bundle's other components register their meters. */
    PrometheusRegistry registry() {
        return registry;
    }

    @Override
    public String contentType(String accept) {
        return writer(accept).getContentType();
    }

    @Override
    public void write(String accept, OutputStream out) throws IOException {
        writer(accept).write(out, registry.scrape());
    }

    private ExpositionFormatWriter writer(String accept) {
        return openMetrics.accepts(accept) ? openMetrics : text;
    }
}
