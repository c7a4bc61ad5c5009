package io.camelid.telemetry.internal;

import io.camelid.gateway.Try;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts entries of the access log into JSON, one object a line. Not thread-safe. */
final class AccessEntryJson {
    private static final int MAX_MESSAGE = 512;
    private static final int MAX_TRIES = 40;
    private static final long NANOS_PER_MILLISECOND = 1_000_000;

    private final JsonLine json = new JsonLine();

    /** The entry's line, its newline included. */
    byte[] line(AccessEntry entry) {
        json.begin();
        write(entry);
        return json.end();
    }

    private void write(AccessEntry entry) {
        json.moment("time", entry.at());
        json.text("request.id", entry.id());
        place(entry.place());
        json.text("backend", entry.backend().qualifiedName());
        json.text("target", entry.target());
        json.text("src.addr", entry.remoteAddress());
        json.text("http.method", entry.method());
        json.text("http.host", entry.host());
        json.text("http.path", entry.path());
        json.text("http.version", entry.httpVersion());
        json.number("http.status", entry.status());
        json.number("http.response.bytes", entry.responseBytes());
        json.text("protocol", entry.protocol());
        if (!entry.target().isEmpty()) {
            genAi(entry);
        }
        json.number("attempts", entry.attempts());
        if (entry.attempts() > 1) {
            json.number("retry.attempt", entry.attempts() - 1);
            json.text("tries", tries(entry.tries()));
        }
        json.flag("stream", entry.stream());
        json.flag("abandoned", entry.abandoned());
        json.text("reason", entry.reason().label());
        if (entry.error().isPresent()) {
            error(entry.error().get());
        }
        json.milliseconds("duration", entry.durationNanos());
    }

    /** Who was tried, what came of it and how long it took: {@code first 503 12ms, second 200 840ms}. */
    private static String tries(List<Try> tries) {
        return tries.stream()
                .limit(MAX_TRIES)
                .map(made -> made.target() + " " + (made.status() == 0 ? made.code() : made.status()) + " "
                        + made.nanos() / NANOS_PER_MILLISECOND + "ms")
                .collect(Collectors.joining(", "));
    }

    private void place(Place place) {
        json.text("bind", place.bind());
        json.text("gateway", place.gateway().qualifiedName());
        json.text("listener", place.listener());
        json.text("route", place.route().qualifiedName());
        json.text("route_rule", place.ruleName());
    }

    private void genAi(AccessEntry entry) {
        if (entry.operation() != Operation.OTHER) {
            json.text("gen_ai.operation.name", entry.operation().conventionName());
        }
        json.text("gen_ai.provider.name", entry.system());
        json.text("gen_ai.format", entry.format().map(Object::toString).orElse(""));
        json.text("gen_ai.request.model", entry.requestModel());
        json.text("gen_ai.response.model", entry.responseModel());
        Usage usage = entry.usage();
        tokens("gen_ai.usage.input_tokens", usage.input());
        tokens("gen_ai.usage.output_tokens", usage.output());
        tokens("gen_ai.usage.cache_read.input_tokens", usage.cacheRead());
        tokens("gen_ai.usage.cache_creation.input_tokens", usage.cacheWrite());
        tokens("gen_ai.usage.reasoning_tokens", usage.reasoning());
        for (Map.Entry<String, Object> parameter : entry.parameters().entrySet()) {
            String family = parameter.getKey().equals("dimension.count") ? "gen_ai.embeddings." : "gen_ai.request.";
            json.value(family + parameter.getKey(), parameter.getValue());
        }
        if (entry.firstTokenNanos() > 0) {
            json.seconds("agw.ai.time_to_first_token", entry.firstTokenNanos());
            if (usage.output() > 0) {
                long generating = entry.durationNanos() - entry.firstTokenNanos();
                json.seconds("agw.ai.time_per_output_token", generating / usage.output());
            }
        }
    }

    /** The code of any error; the words only of those that the gateway alone can have put together. */
    private void error(LlmError error) {
        json.text("error", error.code());
        switch (error.kind()) {
            case CONFIGURATION, UNAVAILABLE, TIMEOUT -> {
                String message = error.message();
                json.text("error.message", message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
            }
            default -> {
                // An upstream's words, or words about the client's request, may repeat content.
            }
        }
    }

    private void tokens(String name, long count) {
        if (count >= 0) {
            json.number(name, count);
        }
    }
}
