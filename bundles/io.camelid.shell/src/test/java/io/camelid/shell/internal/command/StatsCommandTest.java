package io.camelid.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelid.config.snapshot.Backend;
import io.camelid.shell.internal.Run;
import io.camelid.shell.internal.Sample;
import io.camelid.shell.internal.statistics.ExchangeStatistics;
import io.camelid.shell.internal.statistics.FakeExchange;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatsCommandTest {
    private static final Backend.Llm OPENAI = Sample.llm("openai");

    private final ExchangeStatistics statistics = new ExchangeStatistics();

    @Test
    void countsByBackendProviderAndModel() throws Exception {
        statistics.closed(served("gpt-4o", Usage.of(10, 5)));
        statistics.closed(served("gpt-4o", Usage.UNKNOWN));
        statistics.closed(served("o1", Usage.of(1, 1)));
        statistics.closed(lost());

        JsonNode rows = new ObjectMapper().readTree(Run.of(command(), "--json").out());

        assertEquals(3, rows.size());
        assertEquals(1, rows.at("/0/errors").asInt());
        assertTrue(rows.at("/0/name").isMissingNode());
        JsonNode gpt = rows.get(1);
        assertEquals("openai", gpt.path("name").asText());
        assertEquals("first", gpt.path("provider").asText());
        assertEquals("gpt-4o", gpt.path("model").asText());
        assertEquals(2, gpt.path("requests").asInt());
        assertEquals(2, gpt.path("streams").asInt());
        assertEquals(4, gpt.path("retries").asInt());
        assertEquals(0, gpt.path("errors").asInt());
        assertEquals(10, gpt.path("inputTokens").asInt());
        assertEquals(5, gpt.path("outputTokens").asInt());
        assertEquals(800, gpt.at("/latencyMillis/p50").asDouble(), 200);
        assertEquals(100, gpt.at("/firstTokenMillis/p95").asDouble(), 25);
    }

    @Test
    void itsSizeIsBoundedWhateverModelsClientsAskFor() throws Exception {
        for (int i = 0; i < 2000; i++) {
            statistics.closed(served("model-" + i + "x".repeat(1000), Usage.UNKNOWN));
        }

        assertTrue(statistics.traffic().size() <= 501);
        assertEquals(
                2000,
                statistics.traffic().values().stream()
                        .mapToLong(traffic -> traffic.requests())
                        .sum());
        assertTrue(statistics.traffic().keySet().stream()
                .allMatch(key -> key.model().length() <= 128));
    }

    @Test
    void printsATable() throws Exception {
        statistics.closed(served("gpt-4o", Usage.of(10, 5)));

        List<String> lines = Run.of(command()).out().lines().toList();

        assertTrue(lines.get(0).startsWith("BACKEND"), lines.get(0));
        assertTrue(lines.get(2).startsWith("ai/openai"), lines.get(2));
        assertTrue(lines.get(3).startsWith("since "), lines.get(3));
    }

    private StatsCommand command() {
        StatsCommand command = new StatsCommand();
        command.statistics = statistics;
        return command;
    }

    private static FakeExchange served(String model, Usage usage) {
        return new FakeExchange(
                Optional.of(OPENAI),
                Optional.of(OPENAI.targets().get(0)),
                "asked-for",
                model,
                true,
                3,
                200,
                Optional.empty(),
                false,
                usage,
                Duration.ofMillis(100),
                Duration.ofMillis(800));
    }

    private static FakeExchange lost() {
        return new FakeExchange(
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                false,
                0,
                404,
                Optional.of(LlmError.of(ErrorKind.NOT_FOUND, "no_route", "no route")),
                false,
                Usage.UNKNOWN,
                Duration.ZERO,
                Duration.ofMillis(1));
    }
}
