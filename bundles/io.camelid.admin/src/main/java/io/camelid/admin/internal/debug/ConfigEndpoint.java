package io.camelid.admin.internal.debug;

import io.camelid.admin.internal.http.Endpoint;
import io.camelid.admin.internal.http.Json;
import io.camelid.admin.internal.http.Query;
import io.camelid.admin.internal.http.Reply;
import io.camelid.admin.internal.kube.Catalog;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The compiled configuration. */
@Component
public final class ConfigEndpoint implements Endpoint {
    private final Catalog catalog;

    @Activate
    public ConfigEndpoint(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Map<String, String> paths() {
        return Map.of("/debug/config", "the compiled configuration, credentials left out");
    }

    @Override
    public Reply answer(Query query) {
        Catalog.Shown shown = catalog.current();
        return Json.reply(200, shown.redactor().tree(SnapshotDocument.of(shown.compilation())));
    }
}
