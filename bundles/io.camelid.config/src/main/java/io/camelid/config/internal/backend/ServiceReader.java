package io.camelid.config.internal.backend;

import io.camelid.config.internal.read.Fields;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.Setting;
import java.util.Optional;

/** The setting by which a provider entry refers to a Service, for providers that declare one. */
final class ServiceReader {
    private static final String SERVICE = "Service";
    private static final String INFERENCE_POOL = "InferencePool";

    private ServiceReader() {}

    /**
     * @param fields the provider's settings
     * @param hasAddress whether the entry has a host and a port
     */
    static Optional<ServiceRef> read(Fields fields, ProviderDescription provider, boolean hasAddress) {
        Optional<Setting> setting = provider.settings().stream()
                .filter(one -> one.type() == Setting.Type.SERVICE)
                .findFirst();
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        String name = setting.get().name();
        if (fields.has(name) == hasAddress) {
            fields.refuse(provider.id() + " providers must specify exactly one of " + name + " or host and port");
        }
        return fields.object(name).flatMap(reference -> reference(provider, name, reference));
    }

    private static Optional<ServiceRef> reference(ProviderDescription provider, String member, Fields reference) {
        String group = reference.text("group").orElse("");
        String kind = reference.text("kind").orElse(SERVICE);
        String name = reference.requiredText("name");
        Optional<Integer> port = reference.integer("port", 1, 65535);
        Optional<String> namespace = reference.text("namespace");
        reference.warnOfUnread();
        if (kind.equals(INFERENCE_POOL)) {
            reference.refuse("kind", "InferencePool is not supported: refer to a Service with the pool's pods");
        } else if (!kind.equals(SERVICE) || !group.isEmpty()) {
            reference.refuse(provider.id() + " provider " + member + " may target only Service or InferencePool");
        } else if (!reference.has("port")) {
            reference.refuse("Must have port for Service reference");
        }
        return port.map(number -> new ServiceRef(namespace, name, number));
    }
}
