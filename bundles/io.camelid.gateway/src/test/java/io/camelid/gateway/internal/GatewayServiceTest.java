package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.gateway.Answer;
import io.camelid.gateway.ExchangeObserver;
import io.camelid.gateway.GatewayExchange;
import io.camelid.spi.ErrorKind;
import io.camelid.spi.FormatId;
import io.camelid.spi.HeaderField;
import io.camelid.spi.LlmError;
import io.camelid.spi.Operation;
import io.camelid.spi.format.FormatDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatewayServiceTest {
    private static final LlmError TOO_LARGE = LlmError.of(ErrorKind.REQUEST_TOO_LARGE, "head_too_large", "too large");
    private static final Upstream GOOD = Upstream.answers(200, Upstream.JSON, "{text:hi end}");

    private final Scene scene = Scene.of(Scene.group(ToyTarget.simple().named("a")));

    // ---- observers ----

    @Test
    void tellsObserversOfBeginningAndEnd() {
        List<String> told = new ArrayList<>();
        ExchangeObserver observer = new ExchangeObserver() {
            @Override
            public void opened(GatewayExchange exchange) {
                told.add("opened " + exchange.request().path());
            }

            @Override
            public void closed(GatewayExchange exchange) {
                told.add("closed " + exchange.status());
            }
        };
        scene.gateway.addObserver(observer);
        scene.run(FakeRequest.chat(), Map.of("a", GOOD));
        scene.gateway.removeObserver(observer);
        scene.run(FakeRequest.chat(), Map.of("a", GOOD));

        assertEquals(List.of("opened /v1/chat/completions", "closed 200"), told);
    }

    @Test
    void anObserverThatFailsHarmsNobody() {
        Scene wary = Scene.of(Scene.group(ToyTarget.simple().named("a")));
        wary.gateway.addObserver(failing(new IllegalStateException("provoked by a test")));
        wary.gateway.addObserver(failing(new NoClassDefFoundError("provoked by a test")));
        List<GatewayExchange> seen = new ArrayList<>();
        wary.gateway.addObserver(seen::add);

        Scene.Result result = wary.run(FakeRequest.chat(), Map.of("a", GOOD));

        assertEquals(200, result.client().status());
        assertEquals(List.of(result.exchange()), seen);
        assertEquals(1, wary.configuration.released());
    }

    private static ExchangeObserver failing(Throwable failure) {
        return new ExchangeObserver() {
            @Override
            public void opened(GatewayExchange exchange) {
                throwIt();
            }

            @Override
            public void closed(GatewayExchange exchange) {
                throwIt();
            }

            private void throwIt() {
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            }
        };
    }

    // ---- refusals ----

    @Test
    void refusesInTheFormatThatThePathSuggests() {
        Answer answer = scene.gateway.refuse("/v1/messages", TOO_LARGE);

        assertEquals(413, answer.status());
        assertEquals("Messages error: too large", ToyFormat.text(answer.body()));
        assertEquals(
                List.of(
                        HeaderField.of("Content-Type", "text/toy"),
                        HeaderField.of("x-camelid-error", "head_too_large")),
                answer.headers());
    }

    @Test
    void mostClientsReadOpenAisErrors() {
        assertEquals(
                "Completions error: too large",
                ToyFormat.text(scene.gateway.refuse("/unknown", TOO_LARGE).body()));
    }

    @Test
    void withoutFormatsThereIsPlainText() {
        ToyFormat.ALL.forEach(scene.gateway::removeFormat);
        Answer answer = scene.gateway.refuse("/v1/messages", TOO_LARGE);

        assertEquals("too large", ToyFormat.text(answer.body()));
        assertTrue(answer.headers().contains(HeaderField.of("Content-Type", "text/plain; charset=utf-8")));
    }

    // ---- formats come and go ----

    @Test
    void anExchangeKeepsTheFormatsItStartedWith() throws Exception {
        LiveExchange started = scene.open(FakeRequest.chat(), new FakeClient());
        scene.gateway.removeFormat(ToyFormat.COMPLETIONS);
        started.route();
        started.direct();
        started.body(ToyFormat.bytes("model=gpt"));
        started.plan();

        assertEquals(Optional.of(FormatId.COMPLETIONS), started.format());
        assertEquals(
                Optional.of(new FormatId("toy.legacy")),
                scene.planned(FakeRequest.chat(), new FakeClient()).format());
    }

    @Test
    void formatsThatComeTogetherAllCount() throws InterruptedException {
        List<ToyFormat> formats =
                IntStream.range(0, 64).mapToObj(GatewayServiceTest::format).toList();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = formats.stream()
                .map(format -> new Thread(() -> {
                    try {
                        start.await();
                        scene.gateway.addFormat(format);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join(10_000);
        }

        for (ToyFormat format : formats) {
            assertEquals(
                    Optional.of(format),
                    scene.gateway.formats().byId(format.description().id()));
        }
    }

    private static ToyFormat format(int number) {
        return new ToyFormat(new FormatDescription(
                new FormatId("toy.n" + number),
                Operation.CHAT,
                "N" + number,
                List.of("/n" + number),
                List.of("POST"),
                ""));
    }
}
