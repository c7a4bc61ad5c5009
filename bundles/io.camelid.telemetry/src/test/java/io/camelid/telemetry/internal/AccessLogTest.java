package io.camelid.telemetry.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelid.gateway.Try;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private static final long MEGABYTE = 1024 * 1024;

    private final ObjectMapper mapper = new ObjectMapper();
    private final PrometheusPage page = new PrometheusPage();

    @TempDir
    private Path directory;

    @Test
    void writesAChat() throws IOException {
        FakeExchange exchange = new FakeExchange();
        exchange.stream = true;
        exchange.attempts = 2;
        exchange.tries = List.of(
                new Try("first", 1, 503, "upstream_refused", "answered 503: secret words", 12_400_000),
                new Try("second", 2, 200, "", "", 900_000_000));
        exchange.usage = new Usage(300, 10, 100, -1, 7);
        exchange.firstTokenAt = exchange.startedAt + 500_000_000;
        exchange.parameters = Map.of("temperature", 0.5, "messages", "my secret thoughts", "dimension.count", 256);

        JsonNode line = logged(exchange).get(0);

        assertTrue(line.path("time").asText().matches("\\d{4}-\\d\\d-\\d\\dT.*Z"));
        JsonNode expected = mapper.readTree(
                """
                {"request.id": "req-1", "bind": "8080/ai-system/agentgateway", "gateway": "ai-system/agentgateway",
                 "listener": "http", "route": "ai-system/openai", "route_rule": "0", "backend": "ai-system/openai",
                 "target": "primary", "src.addr": "203.0.113.7", "http.method": "POST", "http.host": "ai.sklab.dev",
                 "http.path": "/openai", "http.version": "HTTP/1.1", "http.status": 200, "http.response.bytes": 512,
                 "protocol": "llm", "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
                 "gen_ai.format": "openai.completions", "gen_ai.request.model": "gpt-4",
                 "gen_ai.response.model": "gpt-4-0613", "gen_ai.usage.input_tokens": 300,
                 "gen_ai.usage.output_tokens": 10, "gen_ai.usage.cache_read.input_tokens": 100,
                 "gen_ai.usage.reasoning_tokens": 7, "gen_ai.request.temperature": 0.5,
                 "gen_ai.embeddings.dimension.count": 256, "agw.ai.time_to_first_token": 0.5,
                 "agw.ai.time_per_output_token": 0.15, "attempts": 2, "retry.attempt": 1,
                 "tries": "first 503 12ms, second 200 900ms", "stream": true,
                 "abandoned": false, "reason": "Upstream", "duration": "2000ms"}
                """);
        ((ObjectNode) line).remove("time");
        assertEquals(expected, line);
    }

    @Test
    void writesWhatWentNowhere() throws IOException {
        FakeExchange exchange = new FakeExchange();
        exchange.match = Optional.empty();
        exchange.backend = Optional.empty();
        exchange.target = Optional.empty();
        exchange.operation = Operation.OTHER;
        exchange.attempts = 0;
        exchange.status = 404;
        exchange.abandoned = true;
        exchange.usage = Usage.UNKNOWN;
        exchange.endedAt = exchange.startedAt + 700_400;
        exchange.error = Optional.of(LlmError.of(ErrorKind.NOT_FOUND, "route_not_found", "No route for \"my prompt\""));

        JsonNode line = logged(exchange).get(0);

        assertEquals("route_not_found", line.path("error").asText());
        assertEquals("NotFound", line.path("reason").asText());
        assertEquals("0.7ms", line.path("duration").asText());
        assertTrue(line.path("abandoned").asBoolean());
        for (String absent :
                List.of("gateway", "route", "backend", "target", "gen_ai.request.model", "error.message")) {
            assertFalse(line.has(absent), absent);
        }
    }

    @Test
    void repeatsOnlyTheGatewaysOwnWords() throws IOException {
        FakeExchange own = new FakeExchange();
        own.error = Optional.of(LlmError.of(ErrorKind.TIMEOUT, "first_byte_timeout", "openai sent nothing in 30s."));
        FakeExchange upstreams = new FakeExchange();
        upstreams.error = Optional.of(LlmError.of(ErrorKind.UPSTREAM, "upstream_error", "You asked: my prompt"));

        List<JsonNode> lines = logged(own, upstreams);

        assertEquals(
                "openai sent nothing in 30s.",
                lines.get(0).path("error.message").asText());
        assertFalse(lines.get(1).has("error.message"));
    }

    @Test
    void isProofAgainstHostileText() throws IOException {
        FakeExchange exchange = new FakeExchange();
        exchange.id = "a\"b\\c\nd\u0000\u2028";
        exchange.host = "\ud83d";
        exchange.path = "/" + "x".repeat(1022) + "\ud83d\ude00" + "y".repeat(100_000);
        exchange.method = "M".repeat(10_000);
        exchange.requestModel = "\r\n{\"forged\":true}";

        String text = text(exchange, new FakeExchange());

        List<String> lines = text.lines().toList();
        assertEquals(2, lines.size());
        JsonNode first = mapper.readTree(lines.get(0));
        assertEquals("a\"b\\c\nd\u0000\u2028", first.path("request.id").asText());
        assertEquals("?", first.path("http.host").asText());
        assertEquals(1024, first.path("http.path").asText().length());
        assertEquals(128, first.path("http.method").asText().length());
        assertEquals("\r\n{\"forged\":true}", first.path("gen_ai.request.model").asText());
        assertFalse(text.contains("query-secret"));
        assertFalse(text.contains("sk-target-secret"));
    }

    @Test
    void showsALineSoon() throws IOException {
        try (AccessLogWriter writer = new AccessLogWriter(file(), MEGABYTE, 1, 100)) {
            writer.add(AccessEntry.of(new FakeExchange()));
            await(() -> Files.exists(file()) && file().toFile().length() > 0);
            writer.add(AccessEntry.of(new FakeExchange()));
            await(() -> writer.written() == 2);
            assertEquals(2, Files.readAllLines(file()).size());
        }
    }

    @Test
    void countsWhatItDropsAndNeverWaits() throws IOException {
        AccessLogWriter writer = new AccessLogWriter(file(), 100 * MEGABYTE, 1, 10);
        AccessEntry entry = AccessEntry.of(new FakeExchange());
        long before = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            writer.add(entry);
        }
        long spent = System.nanoTime() - before;
        writer.close();

        assertTrue(writer.dropped() > 0);
        assertEquals(100_000, writer.dropped() + writer.written());
        assertEquals(writer.written(), Files.readAllLines(file()).size());
        assertTrue(spent < Duration.ofSeconds(10).toNanos(), spent + " ns");
    }

    @Test
    void beginsANewFileWhenOneIsFull() throws IOException {
        byte[] line = "0123456789\n".getBytes(StandardCharsets.UTF_8);
        try (RotatingFile rotating = new RotatingFile(file(), 25, 2)) {
            for (int i = 0; i < 9; i++) {
                rotating.append(line);
            }
        }
        try (RotatingFile reopened = new RotatingFile(file(), 25, 2)) {
            reopened.append(line);
        }

        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    List.of("access.log", "access.log.1", "access.log.2"),
                    files.map(path -> path.getFileName().toString()).sorted().toList());
        }
        assertEquals(2, Files.readAllLines(file()).size());
        assertEquals(2, Files.readAllLines(directory.resolve("access.log.1")).size());
    }

    @Test
    void goesOnWhenTheFileCanBeWrittenAgain() throws IOException {
        Path blocked = directory.resolve("blocked");
        Files.writeString(blocked, "a file where a directory should be");
        try (AccessLogWriter writer = new AccessLogWriter(blocked.resolve("access.log"), MEGABYTE, 1, 100)) {
            writer.add(AccessEntry.of(new FakeExchange()));
            await(() -> writer.dropped() == 1);
            Files.delete(blocked);
            writer.add(AccessEntry.of(new FakeExchange()));
            await(() -> writer.written() == 1);
        }
        assertEquals(1, Files.readAllLines(blocked.resolve("access.log")).size());
    }

    @Test
    void canBeOff() throws IOException {
        AccessLog log = new AccessLog(page, AccessLog.open(new Settings("off"), directory.toString()));
        log.closed(new FakeExchange());
        log.close();

        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void countsItsLines() throws IOException {
        AccessLog log = new AccessLog(page, AccessLog.open(new Settings("on"), directory.toString()));
        assertTrue(metrics().contains("camelid_access_log_entries_total 0.0"));
        assertTrue(metrics().contains("camelid_access_log_dropped_total 0.0"));
        log.closed(new FakeExchange());
        log.close();

        assertEquals(1, Files.readAllLines(directory.resolve("log/access.log")).size());
        assertFalse(metrics().contains("camelid_access_log"));
    }

    private Path file() {
        return directory.resolve("access.log");
    }

    private List<JsonNode> logged(FakeExchange... exchanges) throws IOException {
        return text(exchanges).lines().map(this::parsed).toList();
    }

    private JsonNode parsed(String line) {
        try {
            return mapper.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private String text(FakeExchange... exchanges) throws IOException {
        try (AccessLogWriter writer = new AccessLogWriter(file(), MEGABYTE, 1, 100)) {
            for (FakeExchange exchange : exchanges) {
                writer.add(AccessEntry.of(exchange));
            }
        }
        return Files.readString(file());
    }

    private String metrics() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        page.write("", out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "in vain");
            Thread.onSpinWait();
        }
    }

    private record Settings(String accessLog) implements AccessLog.Config {
        @Override
        public String accessLogFile() {
            return "log/access.log";
        }

        @Override
        public int accessLogMaxSize() {
            return 1;
        }

        @Override
        public int accessLogMaxFiles() {
            return 1;
        }

        @Override
        public int accessLogQueue() {
            return 10;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return AccessLog.Config.class;
        }
    }
}
