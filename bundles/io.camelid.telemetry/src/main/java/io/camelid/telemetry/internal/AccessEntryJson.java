package io.camelid.telemetry.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** Puts entries of the access log into JSON, one object a line. Not thread-safe. */
final class AccessEntryJson implements AutoCloseable {
    private static final int MAX_MESSAGE = 512;

    // Characters, not bytes: the byte generator refuses half a surrogate pair, which a client may well send.
    private final CharArrayWriter characters = new CharArrayWriter(2048);
    private final JsonGenerator json;

    AccessEntryJson() throws IOException {
        json = new JsonFactory().createGenerator(characters);
        // Each line ends in its own newline; nothing goes between two of them.
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    /** The entry's line, its newline included. */
    byte[] line(AccessEntry entry) throws IOException {
        characters.reset();
        json.writeStartObject();
        write(entry);
        json.writeEndObject();
        json.flush();
        characters.write('\n');
        return characters.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private void write(AccessEntry entry) throws IOException {
        json.writeStringField("time", Instant.ofEpochMilli(entry.at()).toString());
        json.writeStringField("request.id", entry.id());
        place(entry.place());
        text("backend", entry.backend().qualifiedName());
        text("target", entry.target());
        text("src.addr", entry.remoteAddress());
        text("http.method", entry.method());
        text("http.host", entry.host());
        text("http.path", entry.path());
        text("http.version", entry.httpVersion());
        json.writeNumberField("http.status", entry.status());
        json.writeNumberField("http.response.bytes", entry.responseBytes());
        json.writeStringField("protocol", entry.protocol());
        if (!entry.target().isEmpty()) {
            genAi(entry);
        }
        json.writeNumberField("attempts", entry.attempts());
        if (entry.attempts() > 1) {
            json.writeNumberField("retry.attempt", entry.attempts() - 1);
        }
        json.writeBooleanField("stream", entry.stream());
        json.writeBooleanField("abandoned", entry.abandoned());
        json.writeStringField("reason", entry.reason().label());
        if (entry.error().isPresent()) {
            error(entry.error().get());
        }
        json.writeStringField("duration", milliseconds(entry.durationNanos()));
    }

    private void place(Place place) throws IOException {
        text("bind", place.bind());
        text("gateway", place.gateway().qualifiedName());
        text("listener", place.listener());
        text("route", place.route().qualifiedName());
        text("route_rule", place.ruleName());
    }

    private void genAi(AccessEntry entry) throws IOException {
        if (entry.operation() != Operation.OTHER) {
            json.writeStringField("gen_ai.operation.name", entry.operation().conventionName());
        }
        text("gen_ai.provider.name", entry.system());
        text("gen_ai.format", entry.format().map(Object::toString).orElse(""));
        text("gen_ai.request.model", entry.requestModel());
        text("gen_ai.response.model", entry.responseModel());
        Usage usage = entry.usage();
        tokens("gen_ai.usage.input_tokens", usage.input());
        tokens("gen_ai.usage.output_tokens", usage.output());
        tokens("gen_ai.usage.cache_read.input_tokens", usage.cacheRead());
        tokens("gen_ai.usage.cache_creation.input_tokens", usage.cacheWrite());
        tokens("gen_ai.usage.reasoning_tokens", usage.reasoning());
        for (Map.Entry<String, Object> parameter : entry.parameters().entrySet()) {
            String family = parameter.getKey().equals("dimension.count") ? "gen_ai.embeddings." : "gen_ai.request.";
            json.writeObjectField(family + parameter.getKey(), parameter.getValue());
        }
        if (entry.firstTokenNanos() > 0) {
            json.writeNumberField("agw.ai.time_to_first_token", entry.firstTokenNanos() / 1e9);
            if (usage.output() > 0) {
                long generating = entry.durationNanos() - entry.firstTokenNanos();
                json.writeNumberField("agw.ai.time_per_output_token", generating / 1e9 / usage.output());
            }
        }
    }

    /** The code of any error; the words only of those that the gateway alone can have put together. */
    private void error(LlmError error) throws IOException {
        json.writeStringField("error", error.code());
        switch (error.kind()) {
            case CONFIGURATION, UNAVAILABLE, TIMEOUT -> {
                String message = error.message();
                json.writeStringField("error.message", message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
            }
            default -> {
                // An upstream's words, or words about the client's request, may repeat content.
            }
        }
    }

    private void text(String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private void tokens(String name, long count) throws IOException {
        if (count >= 0) {
            json.writeNumberField(name, count);
        }
    }

    /** For example {@code 12ms} or {@code 0.7ms}: exact to the microsecond. */
    private static String milliseconds(long nanos) {
        return BigDecimal.valueOf(nanos / 1_000, 3).stripTrailingZeros().toPlainString() + "ms";
    }
}
