package io.camelid.itests.acceptance.failover;

import io.camelid.itests.acceptance.harness.Await;
import io.camelid.itests.acceptance.harness.Client;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of chat completions whose answers must be what they said themselves: streams, one after the other on each of so many
 * lines, and requests at a steady rate. No thread waits for an answer.
 */
final class Load implements AutoCloseable {
    /** How a request ended that did not bring what it should have. */
    enum Failure {
        /** A stream that says at its end that it broke off. */
        ERROR_EVENT,
        OTHER
    }

    /** At most so many requests wait for their answers, streams not counted. */
    private static final int MOST = 1_000;

    private static final int WORDS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ExecutorService callbacks = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(callbacks)
            .build();
    private final Client client;

    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Integer, Integer> tries = new TreeMap<>();
    private final Map<Failure, Queue<String>> failures =
            Map.of(Failure.ERROR_EVENT, new ConcurrentLinkedQueue<>(), Failure.OTHER, new ConcurrentLinkedQueue<>());
    private final Semaphore waiting = new Semaphore(MOST);
    private final AtomicInteger open = new AtomicInteger();
    /** When the requests began that have no answer yet, not even its beginning. */
    private final Map<String, Long> unanswered = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /** Streams are asked for below {@code /stream}, the others below {@code /request}. */
    Load(Client client) {
        this.client = client;
    }

    /** Begins. */
    void start(int lines, int requestsPerSecond) {
        for (int i = 0; i < lines; i++) {
            // Not all at once, and later not all at once again.
            clock.schedule(this::stream, i * 10L, TimeUnit.MILLISECONDS);
        }
        clock.scheduleAtFixedRate(this::request, 0, 1_000_000 / requestsPerSecond, TimeUnit.MICROSECONDS);
    }

    private void stream() {
        if (!stopped) {
            int number = numbers.incrementAndGet();
            StringBuilder words = new StringBuilder("stream " + number + ":");
            for (int word = 0; word < WORDS; word++) {
                words.append(' ').append(word);
            }
            streams.incrementAndGet();
            ask(words.toString(), true).thenRun(this::stream);
        }
    }

    private void request() {
        if (!stopped && waiting.tryAcquire()) {
            requests.incrementAndGet();
            ask("request " + numbers.incrementAndGet(), false).thenRun(waiting::release);
        }
    }

    private CompletableFuture<Void> ask(String words, boolean stream) {
        open.incrementAndGet();
        HttpRequest request = client.request((stream ? "/stream" : "/request") + "/v1/chat/completions")
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"any\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}"))
                .build();
        unanswered.put(words, System.nanoTime());
        HttpResponse.BodyHandler<String> body = head -> {
            unanswered.remove(words);
            return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        };
        return http.sendAsync(request, body).handle((response, broken) -> {
            unanswered.remove(words);
            note(words, stream, response, broken);
            open.decrementAndGet();
            return (Void) null;
        });
    }

    private void note(String words, boolean stream, HttpResponse<String> response, Throwable broken) {
        if (broken != null) {
            failures.get(Failure.OTHER).add(words + ": " + broken);
            return;
        }
        int attempts = response.headers()
                .firstValue("x-camelid-attempts")
                .map(Integer::valueOf)
                .orElse(0);
        synchronized (tries) {
            tries.merge(attempts, 1, Integer::sum);
        }
        String body = response.body();
        if (response.statusCode() != 200 || !said(body, stream).equals(words)) {
            boolean errorEvent = stream && body.contains("data: {\"error\":") && !body.contains("[DONE]");
            failures.get(errorEvent ? Failure.ERROR_EVENT : Failure.OTHER)
                    .add(words + " (" + attempts + " tries): " + response.statusCode() + " "
                            + body.substring(Math.max(0, body.length() - 600)));
        }
    }

    /** What the answer says, if it is whole. */
    private static String said(String body, boolean stream) {
        String open = "\"content\":\"";
        StringBuilder said = new StringBuilder();
        for (int at = body.indexOf(open); at >= 0; at = body.indexOf(open, at + 1)) {
            int begin = at + open.length();
            said.append(body, begin, body.indexOf('"', begin));
        }
        return stream && !body.endsWith("data: [DONE]\n\n") ? "" : said.toString();
    }

    /** Begins nothing more, and waits until all that has begun has ended. */
    void stop() throws Exception {
        stopped = true;
        Await.until(PATIENCE, open::get, none -> none == 0);
    }

    /** Whether every request that has no answer yet began after a moment of {@link System#nanoTime}. */
    boolean isAllSince(long moment) {
        return unanswered.values().stream().allMatch(begun -> begun - moment > 0);
    }

    int streams() {
        return streams.get();
    }

    int requests() {
        return requests.get();
    }

    /** How many answers had so many tries. */
    Map<Integer, Integer> tries() {
        synchronized (tries) {
            return new TreeMap<>(tries);
        }
    }

    Queue<String> failures(Failure kind) {
        return failures.get(kind);
    }

    @Override
    public void close() {
        stopped = true;
        clock.shutdownNow();
        callbacks.shutdownNow();
    }
}
