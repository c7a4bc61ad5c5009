package io.camelid.provider.azureopenai.internal.entra;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Sends the few small requests for tokens, off the callers' threads. Its threads end when they have been
 * idle for a moment, and the connections' one when nobody holds this object any more; so there is nothing
 * to close.
 */
public final class TokenClient {
    private static final int LARGEST_ANSWER = 64 * 1024;
    private static final int THREADS = 2;
    private static final int QUEUE = 256;

    private final ThreadPoolExecutor executor;
    private HttpClient http;

    public TokenClient() {
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "camelid-azure-tokens");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Makes a request; may read a file. */
    @FunctionalInterface
    interface Requests {
        HttpRequest make() throws IOException;
    }

    /** Makes a request and sends it; the answer, its body included, has to come within the time. */
    CompletableFuture<HttpResponse<byte[]>> send(Requests requests, Duration time) {
        return CompletableFuture.supplyAsync(() -> begin(requests, time), executor)
                .thenCompose(Function.identity());
    }

    private CompletableFuture<HttpResponse<byte[]>> begin(Requests requests, Duration time) {
        HttpRequest request;
        try {
            request = requests.make();
        } catch (IOException unreadable) {
            return CompletableFuture.failedFuture(unreadable);
        }
        CompletableFuture<HttpResponse<byte[]>> sent =
                client().sendAsync(request, head -> new BoundedBody(LARGEST_ANSWER));
        CompletableFuture<HttpResponse<byte[]>> limited = sent.copy().orTimeout(time.toMillis(), TimeUnit.MILLISECONDS);
        limited.whenComplete((answer, failure) -> {
            if (failure instanceof TimeoutException) {
                // Its own timeout ends with the head of the answer; cancelling closes the connection.
                sent.cancel(true);
            }
        });
        return limited;
    }

    /** Made when it is first needed, because that loads the JVM's trust store. */
    private synchronized HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(executor)
                    .build();
        }
        return http;
    }
}
