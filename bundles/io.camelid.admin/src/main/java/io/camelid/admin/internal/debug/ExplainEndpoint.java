package io.camelid.admin.internal.debug;

import io.camelid.admin.internal.http.Endpoint;
import io.camelid.admin.internal.http.Json;
import io.camelid.admin.internal.http.Query;
import io.camelid.admin.internal.http.Reply;
import io.camelid.admin.internal.kube.Catalog;
import io.camelid.gateway.RouteExplainer;
import io.camelid.gateway.RouteExplainer.Explanation;
import io.camelid.spi.HeaderField;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What would become of a request. Parameters: {@code url}, {@code method} (GET unless given), {@code header} ({@code Name:
 * value}, any number), {@code body}.
 */
@Component
public final class ExplainEndpoint implements Endpoint {
    private final Catalog catalog;
    private final RouteExplainer explainer;

    @Activate
    public ExplainEndpoint(@Reference Catalog catalog, @Reference RouteExplainer explainer) {
        this.catalog = catalog;
        this.explainer = explainer;
    }

    @Override
    public Map<String, String> paths() {
        return Map.of("/debug/explain", "what would become of a request: ?method=POST&url=/openai&header=…&body=…");
    }

    @Override
    public Reply answer(Query query) {
        try {
            return Json.reply(200, catalog.current().redactor().clean(document(explanation(query))));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Reply.text(400, "Cannot be explained: " + e.getMessage());
        }
    }

    private Explanation explanation(Query query) throws URISyntaxException {
        String url = query.parameter("url").orElseThrow(() -> new IllegalArgumentException("url is missing"));
        List<HeaderField> headers = new ArrayList<>();
        for (String line : query.all("header")) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("a header is not of the form Name: value");
            }
            headers.add(HeaderField.of(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
        return explainer.explain(
                query.parameter("method").orElse("GET"),
                new URI(url),
                headers,
                StandardCharsets.UTF_8.encode(query.parameter("body").orElse("")));
    }

    private static Map<String, Object> document(Explanation explanation) {
        return Map.of(
                "served", explanation.served(),
                "steps",
                        explanation.steps().stream()
                                .map(step -> Map.of("name", step.name(), "text", step.text()))
                                .toList());
    }
}
