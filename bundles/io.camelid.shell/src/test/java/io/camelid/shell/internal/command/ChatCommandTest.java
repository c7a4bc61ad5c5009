package io.camelid.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelid.config.Compilation;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.shell.internal.FakeConfiguration;
import io.camelid.shell.internal.FakeSession;
import io.camelid.shell.internal.FakeSettings;
import io.camelid.shell.internal.Run;
import io.camelid.shell.internal.Sample;
import io.camelid.shell.internal.chat.FakeListener;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChatCommandTest {
    @Test
    void showsTheAnswerAndWhoServedIt() throws Exception {
        try (FakeListener listener = answering("Hi \\u001b[2Jthere")) {
            Run run = Run.of(command(listener), "ai/openai", "-s", "Be brief.", "say", "hello");

            assertEquals("", run.failure());
            List<String> lines = run.out().lines().toList();
            assertEquals("Hi [2Jthere", lines.get(0));
            assertTrue(
                    lines.get(1).startsWith("ai/openai | provider first | model unknown | attempts 2 | "),
                    lines.get(1));
            JsonNode body = listener.received.get(0).body();
            assertEquals("gpt-4o", body.path("model").asText());
            assertEquals("Be brief.", body.at("/messages/0/content").asText());
            assertEquals("say hello", body.at("/messages/1/content").asText());
        }
    }

    @Test
    void quietShowsTheAnswerAlone() throws Exception {
        try (FakeListener listener = answering("Hi")) {
            assertEquals(
                    "Hi" + System.lineSeparator(),
                    Run.of(command(listener), "-q", "-m", "o1", "ai/openai", "hello")
                            .out());
            assertEquals("o1", listener.received.get(0).body().path("model").asText());
        }
    }

    @Test
    void aConversationRemembersItsTurns() throws Exception {
        try (FakeListener listener = answering("Hi")) {
            Run run = Run.in(
                    FakeSession.typing("I don't", "", "two \\o/", "/exit", "three"), command(listener), "ai/openai");

            assertEquals("", run.failure());
            assertEquals(2, listener.received.size());
            JsonNode messages = listener.received.get(1).body().path("messages");
            assertEquals(List.of("I don't", "Hi", "two \\o/"), messages.findValuesAsText("content"));
            assertEquals(List.of("user", "assistant", "user"), messages.findValuesAsText("role"));
        }
    }

    @Test
    void aTurnThatFailsIsForgottenAndTheConversationGoesOn() throws Exception {
        FakeListener.Script script =
                exchange -> FakeListener.json(exchange, 429, "{\"error\":{\"message\":\"slow down\"}}");
        try (FakeListener listener = new FakeListener(script)) {
            ChatCommand command = command(listener);
            command.in = new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8));

            Run run = Run.of(command, "ai/openai");

            assertEquals(
                    List.of("429: slow down", "429: slow down"),
                    run.out().lines().toList());
            assertEquals(1, listener.received.get(1).body().path("messages").size());
        }
    }

    @Test
    void aSingleTurnThatFailsFailsTheCommand() throws Exception {
        FakeListener.Script script = exchange -> FakeListener.events(exchange, FakeListener.delta("Hel"));
        try (FakeListener listener = new FakeListener(script)) {
            Run run = Run.of(command(listener), "ai/openai", "hello");

            assertEquals("Hel" + System.lineSeparator(), run.out());
            assertEquals("the answer broke off", run.failure());
        }
    }

    @Test
    void theAnswerIsBrokenOffWhenNobodyReadsIt() throws Exception {
        FakeListener.Script script = exchange -> {
            FakeListener.events(exchange, FakeListener.delta("Hel"));
            FakeListener.keepAlive(exchange);
        };
        try (FakeListener listener = new FakeListener(script)) {
            FakeSession session = FakeSession.headless();
            session.isGone = true;

            assertEquals(
                    "nobody is reading",
                    Run.in(session, command(listener), "ai/openai", "hello").failure());
            assertTrue(listener.clientLeft.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void theThreadThatLogsIsNotNamedAfterTheLine() throws Exception {
        try (FakeListener listener = answering("Hi")) {
            Thread thread = Thread.currentThread();
            String before = thread.getName();
            List<String> names = new ArrayList<>();
            ChatCommand command = command(listener);
            command.in = new InputStream() {
                @Override
                public int read() {
                    names.add(thread.getName());
                    return -1;
                }
            };
            Run.of(command, "ai/openai", "-H", "Authorization: Bearer x");

            assertEquals(List.of("llm:chat"), names);
            assertEquals(before, thread.getName());
        }
    }

    @Test
    void aMalformedHeaderIsRefused() throws Exception {
        try (FakeListener listener = answering("Hi")) {
            Run run = Run.of(command(listener), "ai/openai", "-H", "secret-without-colon", "hello");

            assertFalse(run.failure().contains("secret"));
            assertEquals("a header is written 'Name: value'", run.failure());
        }
    }

    private static FakeListener answering(String text) throws Exception {
        return new FakeListener(exchange -> FakeListener.events(
                exchange,
                FakeListener.delta(text),
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "[DONE]"));
    }

    private static ChatCommand command(FakeListener listener) {
        ChatCommand command = new ChatCommand();
        command.configuration = new FakeConfiguration(compilation(listener.port()));
        command.configurationAdmin = new FakeSettings(Map.of("io.camelid.http", Map.of("bind", "0.0.0.0")));
        return command;
    }

    private static Compilation compilation(int port) {
        Backend openai = Sample.llm("openai");
        RouteRule rule = Sample.rule("chat", 0, List.of(), Sample.to(openai, 1));
        Listener listener = new Listener(Sample.GATEWAY, "http", port, Optional.empty(), List.of());
        return new Sample()
                .listener("http", port, Optional.empty())
                .backend(openai)
                .rule(rule)
                .object(Sample.object(rule.route(), "r.yaml", 1, Map.of("rules", List.of(Map.of()))))
                .table(request -> Optional.of(new RuleMatch(rule, listener, "")))
                .build();
    }
}
