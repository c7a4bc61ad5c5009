package io.camelid.config.kubernetes.internal;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The API server: credentials, TLS, proxies and the renewal of tokens are fabric8's, over the JDK's HTTP
 * client and HTTP/1.1, so that each watch has a connection of its own that can be cut when it goes
 * silent. Calls return at once; results come on the client's threads. Thread-safe.
 */
final class Api implements AutoCloseable {
    private static final int LARGEST_ANSWER = 256 << 20;
    private static final int LARGEST_ERROR = 64 << 10;
    private static final int LARGEST_EVENT = 32 << 20;
    private static final int LONGEST_MESSAGE = 500;
    /** For the head of an answer. */
    private static final long HEAD_SECONDS = 15;
    /** For all of an answer, but not of a watch. */
    private static final long ANSWER_SECONDS = 60;

    private static final String JSON = "application/json";

    private final String server;
    private final String namespace;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "camelid-kubernetes-http");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http;

    Api(Config config) {
        server = config.getMasterUrl().replaceAll("/+$", "");
        namespace = config.getNamespace() == null ? "default" : config.getNamespace();
        http = new JdkHttpClientFactory() {
            @Override
            protected java.net.http.HttpClient.Builder createNewHttpClientBuilder() {
                return java.net.http.HttpClient.newBuilder().executor(threads);
            }
        }.newBuilder(config).build();
    }

    /** By {@code KUBECONFIG}, else by the service account of the pod. May read files and run a credential plug-in. */
    static Api connect() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Api.class.getClassLoader());
        try {
            // HTTP/2 has no end of a connection that went silent, and pauses between attempts are ours.
            return new Api(new ConfigBuilder()
                    .withHttp2Disable(true)
                    .withRequestRetryBackoffLimit(0)
                    .withConnectionTimeout((int) TimeUnit.SECONDS.toMillis(HEAD_SECONDS))
                    .build());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The server's address. */
    String server() {
        return server;
    }

    /** The pod's namespace, or that of the kubeconfig's context. */
    String namespace() {
        return namespace;
    }

    CompletableFuture<Map<String, Object>> get(String path) {
        return answer(request(path).header("Accept", JSON));
    }

    CompletableFuture<Map<String, Object>> post(String path, Map<String, Object> body) {
        return answer(request(path).post(JSON, Json.write(body)));
    }

    CompletableFuture<Map<String, Object>> put(String path, Map<String, Object> body) {
        return answer(request(path).method("PUT", JSON, new String(Json.write(body), StandardCharsets.UTF_8)));
    }

    /** A server-side apply. */
    CompletableFuture<Map<String, Object>> apply(String path, Map<String, Object> body) {
        return answer(request(path)
                .method("PATCH", "application/apply-patch+yaml", new String(Json.write(body), StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(String path) {
        return http.newHttpRequestBuilder().uri(server + path).timeout(HEAD_SECONDS, TimeUnit.SECONDS);
    }

    private CompletableFuture<Map<String, Object>> answer(HttpRequest.Builder request) {
        Bytes bytes = new Bytes(LARGEST_ANSWER);
        Call call = new Call();
        call.start(request.build(), () -> {}, bytes::take);
        return call.ended.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).handle((end, failure) -> {
            if (failure != null) {
                call.cancel();
                throw ApiException.of(failure);
            }
            return bytes.json();
        });
    }

    /**
     * Opens a watch.
     *
     * @param opened is called once the server has agreed
     * @param events take one event after the other
     */
    Call watch(String path, Runnable opened, Consumer<Map<String, Object>> events) {
        Lines lines = new Lines(LARGEST_EVENT, line -> events.accept(Json.read(line, line.length)));
        Call call = new Call();
        call.start(request(path).header("Accept", JSON).build(), opened, lines::take);
        return call;
    }

    @Override
    public void close() {
        http.close();
        threads.shutdownNow();
    }

    /** One call whose answer is coming in. */
    final class Call {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile long lastByte = System.nanoTime();
        private volatile Consumer<ByteBuffer> sink;
        private volatile AsyncBody body;

        private Call() {}

        private void start(HttpRequest request, Runnable opened, Consumer<ByteBuffer> success) {
            CompletableFuture<HttpResponse<AsyncBody>> head;
            try {
                head = http.consumeBytes(request, (buffers, answer) -> {
                    lastByte = System.nanoTime();
                    buffers.forEach(sink);
                    answer.consume();
                });
            } catch (RuntimeException broken) { // a credential plug-in that fails, for example
                ended.completeExceptionally(ApiException.of(broken));
                return;
            }
            head.whenComplete((response, failure) -> {
                if (failure != null) {
                    ended.completeExceptionally(ApiException.of(failure));
                } else {
                    take(response, opened, success);
                }
            });
        }

        private void take(HttpResponse<AsyncBody> response, Runnable opened, Consumer<ByteBuffer> success) {
            lastByte = System.nanoTime();
            body = response.body();
            Bytes error = new Bytes(LARGEST_ERROR);
            boolean good = response.isSuccessful();
            sink = good ? success : error::takeSome;
            body.done().whenComplete((end, failure) -> {
                if (failure != null) {
                    ended.completeExceptionally(ApiException.of(failure));
                } else if (good) {
                    ended.complete(null);
                } else {
                    ended.completeExceptionally(ApiException.answered(response.code(), error.message(response.code())));
                }
            });
            if (good) {
                opened.run();
            }
            if (ended.isDone()) {
                body.cancel();
            } else {
                body.consume();
            }
        }

        /** Completes when the answer is complete, exceptionally with an {@link ApiException} when it broke off. */
        CompletableFuture<Void> ended() {
            return ended;
        }

        /** Nanoseconds since anything came. */
        long silence() {
            return System.nanoTime() - lastByte;
        }

        void cancel() {
            ended.completeExceptionally(ApiException.unanswered("cancelled"));
            AsyncBody open = body;
            if (open != null) {
                open.cancel();
            }
        }
    }

    /** Bytes up to a limit. */
    private static final class Bytes {
        private final int most;
        private final Buffer buffer = new Buffer();

        Bytes(int most) {
            this.most = most;
        }

        void take(ByteBuffer bytes) {
            if (bytes.remaining() > most - buffer.size()) {
                throw ApiException.unanswered("an answer larger than " + (most >> 20) + " MiB");
            }
            buffer.write(bytes);
        }

        void takeSome(ByteBuffer bytes) {
            bytes.limit(bytes.position() + Math.min(bytes.remaining(), most - buffer.size()));
            take(bytes);
        }

        Map<String, Object> json() {
            return Json.read(buffer.bytes(), buffer.size());
        }

        /** What a Status object says. */
        String message(int code) {
            String message = "";
            try {
                message = Json.text(json().get("message"));
            } catch (ApiException notJson) {
                // the code has to do
            }
            String shown = message.isBlank() ? "HTTP status " + code : message.strip();
            return shown.length() > LONGEST_MESSAGE ? shown.substring(0, LONGEST_MESSAGE) + "…" : shown;
        }
    }

    /** Lets its bytes be read in place. */
    private static final class Buffer extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }

        void write(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            write(copy, 0, copy.length);
        }
    }
}
