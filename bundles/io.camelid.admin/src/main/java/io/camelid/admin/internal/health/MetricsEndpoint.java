package io.camelid.admin.internal.health;

import io.camelid.admin.internal.http.Endpoint;
import io.camelid.admin.internal.http.Query;
import io.camelid.admin.internal.http.Reply;
import io.camelid.telemetry.MetricsPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The metrics, while something offers them. No other class here knows their interface, so that it may be missing. */
@Component
public final class MetricsEndpoint implements Endpoint {
    private final MetricsPage page;

    @Activate
    public MetricsEndpoint(@Reference MetricsPage page) {
        this.page = page;
    }

    @Override
    public Map<String, String> paths() {
        return Map.of("/metrics", "metrics as Prometheus text, or as OpenMetrics by Accept");
    }

    @Override
    public Reply answer(Query query) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
        try {
            page.write(query.accept(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reply.Whole(200, page.contentType(query.accept()), bytes.toByteArray());
    }
}
