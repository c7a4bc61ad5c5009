package io.camelid.telemetry.internal;

import io.camelid.config.ObjectKey;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.ExchangeView;
import io.camelid.gateway.Try;
import io.camelid.spi.FormatId;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the access log keeps of an exchange that is over: taken on the thread that moves bytes, so nothing is formatted
 * here. Everything that a client chose is bounded, so that a full queue has a bounded size too. Empty text is "not
 * known".
 *
 * @param at when the exchange ended, in milliseconds since 1970
 * @param backend the object that served
 * @param protocol {@code llm} or {@code http}
 * @param target the name of the last provider entry that was tried
 * @param system the {@code gen_ai.system} of that provider
 * @param parameters the sampling parameters that are logged, as far as the client set them
 * @param tries in order, where there were several
 * @param firstTokenNanos from the beginning to the first content; 0 when none came
 */
record AccessEntry(
        long at,
        String id,
        String remoteAddress,
        String method,
        String host,
        String path,
        String httpVersion,
        Place place,
        ObjectKey backend,
        String protocol,
        String target,
        String system,
        Operation operation,
        Optional<FormatId> format,
        String requestModel,
        String responseModel,
        boolean stream,
        Map<String, Object> parameters,
        int attempts,
        List<Try> tries,
        int status,
        Reason reason,
        Optional<LlmError> error,
        boolean abandoned,
        Usage usage,
        long responseBytes,
        long durationNanos,
        long firstTokenNanos) {
    private static final int MAX_TEXT = 128;
    private static final int MAX_PATH = 1024;

    /** Their names in the GenAI conventions. Whatever else a client sends may be content. */
    private static final Set<String> PARAMETERS = Set.of(
            "temperature",
            "top_p",
            "top_k",
            "max_tokens",
            "frequency_penalty",
            "presence_penalty",
            "seed",
            "choice.count",
            "encoding_formats",
            "dimension.count");

    static AccessEntry of(ExchangeView exchange) {
        ClientRequest request = exchange.request();
        Backend backend = exchange.backend().orElse(null);
        LlmTarget target = exchange.target().orElse(null);
        long started = exchange.startedAt();
        long firstToken = exchange.firstTokenAt();
        return new AccessEntry(
                System.currentTimeMillis(),
                bounded(exchange.id()),
                request.remoteAddress(),
                bounded(request.method()),
                bounded(request.host()),
                bounded(request.path(), MAX_PATH),
                request.protocol(),
                exchange.match().map(Place::of).orElse(Place.UNKNOWN),
                backend == null ? Place.NOTHING : backend.key(),
                backend instanceof Backend.Llm ? "llm" : "http",
                target == null ? "" : target.config().name(),
                target == null ? "" : target.provider().system(),
                exchange.operation(),
                exchange.format(),
                bounded(exchange.requestModel()),
                bounded(exchange.responseModel()),
                exchange.isStream(),
                logged(exchange.parameters()),
                exchange.attempts(),
                exchange.attempts() > 1 ? exchange.tries() : List.of(),
                exchange.status(),
                Reason.of(exchange),
                exchange.error(),
                exchange.isAbandoned(),
                exchange.usage(),
                exchange.responseBytes(),
                exchange.endedAt() - started,
                firstToken == 0 ? 0 : firstToken - started);
    }

    private static String bounded(String text) {
        return bounded(text, MAX_TEXT);
    }

    private static String bounded(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static Map<String, Object> logged(Map<String, Object> parameters) {
        if (parameters.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            if (PARAMETERS.contains(name)) {
                if (value instanceof Number || value instanceof Boolean) {
                    kept.put(name, value);
                } else if (value instanceof String text) {
                    kept.put(name, bounded(text));
                } else if (value instanceof List<?> list && list.size() == 1) {
                    kept.put(name, bounded(String.valueOf(list.get(0))));
                }
            }
        });
        return kept;
    }
}
