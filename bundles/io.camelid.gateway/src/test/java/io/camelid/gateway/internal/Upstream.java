package io.camelid.gateway.internal;

import io.camelid.gateway.ClientSink;
import io.camelid.gateway.ResponseStage;
import io.camelid.gateway.WireErrors;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What an upstream does with a try. */
@FunctionalInterface
interface Upstream {
    String EVENTS = "text/event-stream";
    String JSON = "application/json";

    void answer(ResponseStage stage, ClientSink sink);

    /** Cannot be connected to. */
    static Upstream unreachable() {
        return (stage, sink) -> stage.fail(WireErrors.connectFailed("provider.test", "refused"), sink);
    }

    /** Says nothing until time is up. */
    static Upstream silent() {
        return (stage, sink) -> stage.fail(WireErrors.timeout("provider.test", "answer"), sink);
    }

    /** A whole answer, in as many pieces as there are. */
    static Upstream answers(int status, String contentType, String... chunks) {
        return answers(status, List.of(HeaderField.of("Content-Type", contentType)), chunks);
    }

    static Upstream answers(int status, List<HeaderField> fields, String... chunks) {
        return (stage, sink) -> {
            begin(stage, sink, status, fields, chunks);
            stage.end(sink);
        };
    }

    /** An answer whose connection breaks after some pieces. */
    static Upstream breaks(int status, String contentType, String... chunks) {
        return (stage, sink) -> {
            begin(stage, sink, status, List.of(HeaderField.of("Content-Type", contentType)), chunks);
            stage.fail(WireErrors.broken("provider.test", "reset"), sink);
        };
    }

    private static void begin(
            ResponseStage stage, ClientSink sink, int status, List<HeaderField> fields, String... chunks) {
        stage.head(status, Headers.of(fields), sink);
        for (String chunk : chunks) {
            send(stage, sink, chunk);
        }
    }

    /** As wires do, from a buffer that is used again: whoever keeps bytes must have copied them. */
    private static void send(ResponseStage stage, ClientSink sink, String chunk) {
        byte[] bytes = chunk.getBytes(StandardCharsets.UTF_8);
        stage.content(ByteBuffer.wrap(bytes), sink);
        Arrays.fill(bytes, (byte) '#');
    }

    /** Header fields by name and value in turn. */
    static List<HeaderField> fields(String... namesAndValues) {
        List<HeaderField> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(HeaderField.of(namesAndValues[i], namesAndValues[i + 1]));
        }
        return fields;
    }
}
