package io.camelid.http.internal.component;

import io.camelid.spi.Headers;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/** Jetty's header fields as the gateway sees them. */
record JettyHeaders(HttpFields fields) implements Headers {
    @Override
    public Optional<String> first(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    @Override
    public void forEach(BiConsumer<String, String> consumer) {
        for (HttpField field : fields) {
            consumer.accept(field.getName(), field.getValue());
        }
    }
}
