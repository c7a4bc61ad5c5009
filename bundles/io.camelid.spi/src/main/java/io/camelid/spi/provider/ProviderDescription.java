package io.camelid.spi.provider;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a provider says about itself. One declaration feeds validation, status messages, the shell and
 * the documentation.
 *
 * @param id lower-case, the {@code <id>} of the bundle {@code io.camelid.provider.<id>}
 * @param displayName for people
 * @param system the value of {@code gen_ai.system} in metrics, for example {@code openai}
 * @param manifestKeys the member names under which a manifest configures it, the preferred one first
 * @param settings what may be configured
 */
public record ProviderDescription(
        String id, String displayName, String system, List<String> manifestKeys, List<Setting> settings) {
    public ProviderDescription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(displayName, "displayName");
        Objects.requireNonNull(system, "system");
        manifestKeys = List.copyOf(manifestKeys);
        settings = List.copyOf(settings);
    }

    /** The declaration that a manifest member belongs to, under its name or an alias. */
    public Optional<Setting> setting(String nameOrAlias) {
        return settings.stream()
                .filter(setting -> setting.answersTo(nameOrAlias))
                .findFirst();
    }
}
