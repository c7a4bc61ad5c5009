package io.camelid.shell.internal.statistics;

import io.camelid.config.ObjectKey;
import io.camelid.gateway.ExchangeView;
import java.util.Comparator;
import java.util.Optional;

/**
 * What exchanges are counted by.
 *
 * @param backend empty for requests that got to none
 * @param target the provider entry's name; empty text when none was asked
 * @param model empty text when none is known
 */
public record TrafficKey(Optional<ObjectKey> backend, String target, String model) {
    /** Stands for all that came when no more could be told apart. */
    static final TrafficKey OTHERS = new TrafficKey(Optional.empty(), "", "(others)");

    /** By the backend's name, then target, then model. */
    static final Comparator<TrafficKey> ORDER = Comparator.comparing((TrafficKey key) ->
                    key.backend.map(ObjectKey::qualifiedName).orElse(""))
            .thenComparing(key -> key.backend.orElse(null), Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(TrafficKey::target)
            .thenComparing(TrafficKey::model);

    // Model names come from outside.
    private static final int LONGEST_MODEL = 128;

    static TrafficKey of(ExchangeView exchange) {
        String model = exchange.responseModel().isEmpty() ? exchange.requestModel() : exchange.responseModel();
        return new TrafficKey(
                exchange.backend().map(backend -> backend.key()),
                exchange.target().map(target -> target.config().name()).orElse(""),
                model.length() > LONGEST_MODEL ? model.substring(0, LONGEST_MODEL) : model);
    }
}
