package io.camelid.config.kubernetes.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * As much of an API server as a source of configuration needs: collections with resource versions, lists
 * in pages, watches, apply to {@code status} and Leases; and what can go wrong with them.
 */
final class FakeApiServer implements AutoCloseable {
    /** A request to a collection or an object. */
    record Request(String method, String path, Map<String, String> query, Map<String, Object> body) {
        boolean isWatch() {
            return query.containsKey("watch");
        }
    }

    private record Event(long revision, String collection, String type, Map<String, Object> object) {}

    private record Watcher(String collection, String namespace, String name, BlockingQueue<String> lines) {
        private boolean wants(String collectionOfObject, Map<String, Object> object) {
            Map<String, Object> metadata = Json.object(object.get("metadata"));
            return collection.equals(collectionOfObject)
                    && (namespace.isEmpty() || namespace.equals(metadata.get("namespace")))
                    && (name.isEmpty() || name.equals(metadata.get("name")));
        }
    }

    private static final String END = "";

    /** By {@code <group and version>/<plural>}, then by {@code <namespace>/<name>}. */
    private final Map<String, TreeMap<String, Map<String, Object>>> collections = new HashMap<>();

    private final List<Event> history = new ArrayList<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refusals = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private ExecutorService threads;
    private HttpServer server;
    private long revision = 100;
    private long forgotten;
    private int mostInAPage = Integer.MAX_VALUE;
    private Optional<String> token = Optional.empty();
    private volatile CountDownLatch held = new CountDownLatch(0);

    FakeApiServer() throws IOException {
        start(0);
    }

    private void start(int port) throws IOException {
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "fake-api-server");
            thread.setDaemon(true);
            return thread;
        });
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Api api() {
        return new Api(new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                .withMasterUrl(url())
                .withRequestRetryBackoffLimit(0)
                .withHttp2Disable(true)
                .build());
    }

    /** Serves a kind; until then it is not found. */
    synchronized FakeApiServer serve(Resource resource, String version) {
        collections.putIfAbsent(collection(resource, version), new TreeMap<>());
        return this;
    }

    FakeApiServer serveEverything() {
        Resource.WATCHED.forEach(resource -> serve(resource, resource.versions().get(0)));
        return serve(Resource.SECRET, "v1").serve(Resource.CONFIG_MAP, "v1").serve(LEASES, "v1");
    }

    static final Resource LEASES = new Resource("coordination.k8s.io", List.of("v1"), "Lease", "leases", true);

    private static String collection(Resource resource, String version) {
        return resource.path(version, "").substring(1);
    }

    /** Creates or replaces an object. */
    synchronized void put(Resource resource, Map<String, Object> object) {
        put(collection(resource, resource.versions().get(0)), object);
    }

    synchronized void put(String collection, Map<String, Object> object) {
        revision++;
        Map<String, Object> metadata = new LinkedHashMap<>(Json.object(object.get("metadata")));
        metadata.put("resourceVersion", String.valueOf(revision));
        Map<String, Object> stored = new LinkedHashMap<>(object);
        stored.put("metadata", metadata);
        boolean before = collections.get(collection).put(key(metadata), stored) != null;
        tell(collection, before ? "MODIFIED" : "ADDED", stored);
    }

    synchronized void delete(Resource resource, String namespace, String name) {
        revision++;
        String collection = collection(resource, resource.versions().get(0));
        Map<String, Object> gone = collections.get(collection).remove(namespace + "/" + name);
        Map<String, Object> metadata = new LinkedHashMap<>(Json.object(gone.get("metadata")));
        metadata.put("resourceVersion", String.valueOf(revision));
        Map<String, Object> last = new LinkedHashMap<>(gone);
        last.put("metadata", metadata);
        tell(collection, "DELETED", last);
    }

    synchronized Map<String, Object> get(Resource resource, String namespace, String name) {
        return collections
                .get(collection(resource, resource.versions().get(0)))
                .getOrDefault(namespace + "/" + name, Map.of());
    }

    private static String key(Map<String, Object> metadata) {
        return Json.text(metadata.get("namespace")) + "/" + Json.text(metadata.get("name"));
    }

    private void tell(String collection, String type, Map<String, Object> object) {
        history.add(new Event(revision, collection, type, object));
        watchers.stream().filter(watcher -> watcher.wants(collection, object)).forEach(watcher -> watcher.lines()
                .add(line(type, object)));
    }

    private static String line(String type, Map<String, Object> object) {
        return new String(Json.write(Map.of("type", type, "object", object)), StandardCharsets.UTF_8) + "\n";
    }

    /** Answers all requests to a kind with this status. */
    synchronized void refuse(Resource resource, int code) {
        refusals.put(resource.plural(), code);
    }

    /** Answers all requests to an object with this status. */
    synchronized void refuse(Resource resource, String name, int code) {
        refusals.put(resource.plural() + "/" + name, code);
    }

    synchronized void permit(Resource resource) {
        refusals.remove(resource.plural());
    }

    /** Answers no apply until {@link #release}. */
    void holdApplies() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    /** Tells every watch how far things are. */
    synchronized void bookmark() {
        revision++;
        Map<String, Object> metadata = Map.of("resourceVersion", String.valueOf(revision));
        watchers.forEach(watcher -> watcher.lines().add(line("BOOKMARK", Map.of("metadata", metadata))));
    }

    /** Forgets what has happened so far: watches that start before now are told so. */
    synchronized void forget() {
        forgotten = revision;
    }

    /** Ends all watches. */
    synchronized void endWatches() {
        watchers.forEach(watcher -> watcher.lines().add(END));
    }

    /** Sends a line to every watch. */
    synchronized void say(String line) {
        watchers.forEach(watcher -> watcher.lines().add(line + "\n"));
    }

    synchronized void pageOf(int items) {
        mostInAPage = items;
    }

    synchronized void expectToken(String value) {
        token = Optional.of(value);
    }

    /** Goes away, with all its connections; the objects stay. */
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        watchers.clear();
    }

    void startAgain() throws IOException {
        start(server.getAddress().getPort());
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    List<Request> requests(String method, Resource resource) {
        return requests.stream()
                .filter(request -> request.method().equals(method)
                        && ("/" + request.path() + "/").contains("/" + resource.plural() + "/"))
                .toList();
    }

    int watches() {
        return watchers.size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    query,
                    body.length == 0 ? Map.of() : Json.read(body, body.length));
            requests.add(request);
            if (request.method().equals("PATCH")) {
                awaitRelease();
            }
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (token.isPresent() && !("Bearer " + token.get()).equals(authorization)) {
                fail(exchange, 401, "Unauthorized");
                return;
            }
            answer(exchange, request);
        }
    }

    private void awaitRelease() {
        try {
            held.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    /** A path's parts: collection, namespace, name and the rest; empty text for what is not there. */
    private record Place(String collection, String plural, String namespace, String name, String rest) {
        static Place of(String path) {
            List<String> parts = new ArrayList<>(List.of(path.substring(1).split("/")));
            String root = String.join("/", parts.subList(0, parts.get(0).equals("api") ? 2 : 3));
            List<String> more = parts.subList(parts.get(0).equals("api") ? 2 : 3, parts.size());
            String namespace = "";
            if (more.get(0).equals("namespaces") && more.size() > 2) {
                namespace = more.get(1);
                more = more.subList(2, more.size());
            }
            return new Place(
                    root + "/" + more.get(0),
                    more.get(0),
                    namespace,
                    more.size() > 1 ? more.get(1) : "",
                    more.size() > 2 ? more.get(2) : "");
        }
    }

    private void answer(HttpExchange exchange, Request request) throws IOException {
        Place place = Place.of(request.path());
        Integer refused;
        boolean served;
        synchronized (this) {
            refused = refusals.getOrDefault(place.plural() + "/" + place.name(), refusals.get(place.plural()));
            served = collections.containsKey(place.collection());
        }
        if (!served) {
            fail(exchange, 404, "the server could not find the requested resource");
        } else if (refused != null) {
            fail(exchange, refused, place.plural() + " is forbidden: User \"camelid\" cannot " + request.method());
        } else if (request.isWatch()) {
            watch(exchange, request, place);
        } else if (request.method().equals("GET") && place.name().isEmpty()) {
            list(exchange, request, place);
        } else {
            object(exchange, request, place);
        }
    }

    private static String selectedName(Request request) {
        return request.query().getOrDefault("fieldSelector", "").replace("metadata.name=", "");
    }

    private void list(HttpExchange exchange, Request request, Place place) throws IOException {
        Map<String, Object> metadata = new LinkedHashMap<>();
        List<Map<String, Object>> items = new ArrayList<>();
        synchronized (this) {
            Watcher matching = new Watcher(
                    place.collection(), place.namespace(), selectedName(request), new LinkedBlockingQueue<>());
            List<Map<String, Object>> all = collections.get(place.collection()).values().stream()
                    .filter(object -> matching.wants(place.collection(), object))
                    .toList();
            int from = Integer.parseInt(request.query().getOrDefault("continue", "0"));
            int to = Math.min(all.size(), from + Math.min(mostInAPage, Integer.MAX_VALUE - from));
            items.addAll(all.subList(from, to));
            metadata.put("resourceVersion", String.valueOf(revision));
            if (to < all.size()) {
                metadata.put("continue", String.valueOf(to));
            }
        }
        send(exchange, 200, Map.of("kind", "List", "metadata", metadata, "items", items));
    }

    private void watch(HttpExchange exchange, Request request, Place place) throws IOException {
        Watcher watcher =
                new Watcher(place.collection(), place.namespace(), selectedName(request), new LinkedBlockingQueue<>());
        long since = Long.parseLong(request.query().get("resourceVersion"));
        synchronized (this) {
            if (since < forgotten) {
                watcher.lines().add(line("ERROR", Map.of("kind", "Status", "code", 410L, "message", "too old")));
                watcher.lines().add(END);
            } else {
                history.stream()
                        .filter(event -> event.revision() > since && watcher.wants(event.collection(), event.object()))
                        .forEach(event -> watcher.lines().add(line(event.type(), event.object())));
                watchers.add(watcher);
            }
        }
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        try {
            String line = watcher.lines().take();
            while (!line.equals(END)) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                // In two pieces, as a network might.
                exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
                exchange.getResponseBody().flush();
                exchange.getResponseBody().write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
                exchange.getResponseBody().flush();
                line = watcher.lines().take();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            watchers.remove(watcher);
        }
    }

    private void object(HttpExchange exchange, Request request, Place place) throws IOException {
        Map<String, Object> answer;
        synchronized (this) {
            Map<String, Object> before = collections
                    .get(place.collection())
                    .get(place.namespace() + "/" + (place.name().isEmpty() ? nameOf(request.body()) : place.name()));
            if (request.method().equals("POST") == (before != null)) {
                answer = null;
            } else {
                Object precondition =
                        Json.object(request.body().get("metadata")).get("resourceVersion");
                Object now = before == null
                        ? null
                        : Json.object(before.get("metadata")).get("resourceVersion");
                if (before != null && precondition != null && !precondition.equals(now)) {
                    fail(exchange, 409, "the object has been modified");
                    return;
                }
                if (!request.method().equals("GET")) {
                    Map<String, Object> next = new LinkedHashMap<>(before == null ? request.body() : before);
                    if (request.method().equals("PATCH")) {
                        next.put("status", request.body().get("status"));
                    } else {
                        next.put("spec", request.body().get("spec"));
                    }
                    put(place.collection(), next);
                    before = collections.get(place.collection()).get(place.namespace() + "/" + nameOf(next));
                }
                answer = before;
            }
        }
        if (answer == null) {
            fail(exchange, request.method().equals("POST") ? 409 : 404, "exists already, or does not");
        } else {
            send(exchange, 200, answer);
        }
    }

    private static String nameOf(Map<String, Object> object) {
        return Json.text(Json.object(object.get("metadata")).get("name"));
    }

    private static void fail(HttpExchange exchange, int code, String message) throws IOException {
        send(exchange, code, Map.of("kind", "Status", "code", code, "message", message));
    }

    private static void send(HttpExchange exchange, int code, Map<String, Object> object) throws IOException {
        byte[] bytes = Json.write(object);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        stop();
    }

    /** Waits until something is so. */
    static void await(String what, java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not so in time: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }
}
