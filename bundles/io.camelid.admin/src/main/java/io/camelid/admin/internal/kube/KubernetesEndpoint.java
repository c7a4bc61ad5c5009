package io.camelid.admin.internal.kube;

import io.camelid.admin.internal.http.Endpoint;
import io.camelid.admin.internal.http.Json;
import io.camelid.admin.internal.http.Query;
import io.camelid.admin.internal.http.Reply;
import io.camelid.config.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * A read-only view of the objects in force, in the shape of the Kubernetes API, so that {@code kubectl get}, {@code
 * describe} and {@code wait} work without a cluster.
 */
@Component
public final class KubernetesEndpoint implements Endpoint {
    /** The version of Kubernetes whose API this resembles; clients warn of one that is far from their own. */
    private static final String MAJOR = "1";

    private static final String MINOR = "33";
    private static final Duration MAX_WATCH = Duration.ofHours(1);
    private static final Duration MAX_FOLLOW = Duration.ofMinutes(10);
    private static final String DISCOVERY_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private static final String LOG_TYPE = "text/plain;charset=utf-8";

    private final Catalog catalog;
    private final String version;
    private final Path logFile;

    @Activate
    public KubernetesEndpoint(@Reference Catalog catalog, BundleContext bundle) {
        this(
                catalog,
                bundle.getBundle().getVersion().toString(),
                Path.of(Optional.ofNullable(bundle.getProperty("karaf.log")).orElse(""), "karaf.log"));
    }

    KubernetesEndpoint(Catalog catalog, String version, Path logFile) {
        this.catalog = catalog;
        this.version = version;
        this.logFile = logFile;
    }

    @Override
    public Map<String, String> paths() {
        return Map.of(
                "/api", "the objects in force as the Kubernetes API shows them: Secrets, Services, Namespaces",
                "/apis", "the same: Gateways, HTTPRoutes, Backends (kubectl --server http://… get backends -A)",
                "/openapi", "no schemas",
                "/version", "versions");
    }

    @Override
    public Reply answer(Query query) {
        try {
            return find(query);
        } catch (Failure failure) {
            return Json.reply(failure.status(), failure.document());
        }
    }

    @Override
    public Reply refuse(Query query) {
        Failure failure = Failure.readOnly();
        return Json.reply(failure.status(), failure.document());
    }

    private Reply find(Query query) throws Failure {
        List<String> path = query.segments();
        return switch (path.get(0)) {
            case "version" -> Json.reply(200, version());
            case "api" ->
                path.size() == 1 ? discovery(query, true) : below("", path.get(1), path.subList(2, path.size()), query);
            case "apis" ->
                switch (path.size()) {
                    case 1 -> discovery(query, false);
                    case 2 -> Json.reply(200, Discovery.group(path.get(1)).orElseThrow(Failure::noSuchPath));
                    default -> below(path.get(1), path.get(2), path.subList(3, path.size()), query);
                };
            default -> throw Failure.noSuchPath();
        };
    }

    private static Reply discovery(Query query, boolean core) {
        if (Shape.of(query.accept()).filter(Shape.DISCOVERY::equals).isPresent()) {
            return new Reply.Whole(200, DISCOVERY_TYPE, Json.bytes(Discovery.all(core)));
        }
        return Json.reply(200, core ? Discovery.coreVersions() : Discovery.groups());
    }

    /** What is below a group's version: its types, the objects of one, or one object. */
    private Reply below(String group, String version, List<String> path, Query query) throws Failure {
        if (path.isEmpty()) {
            return Json.reply(200, Discovery.types(group, version).orElseThrow(Failure::noSuchPath));
        }
        boolean inNamespace = path.size() > 2 && path.get(0).equals("namespaces");
        Optional<String> namespace = inNamespace ? Optional.of(path.get(1)) : Optional.empty();
        List<String> rest = inNamespace ? path.subList(2, path.size()) : path;
        Resource type = Resources.find(group, version, rest.get(0)).orElseThrow(Failure::noSuchPath);
        if (type == Resources.PODS
                && inNamespace
                && rest.size() == 3
                && rest.get(2).equals("log")) {
            return log(query);
        }
        boolean status = rest.size() == 3 && rest.get(2).equals("status");
        if (inNamespace && !type.namespaced() || rest.size() > 2 && !status) {
            throw Failure.noSuchPath();
        }
        Shape shape = Shape.of(query.accept())
                .orElseThrow(() -> new Failure(406, "NotAcceptable", "only application/json is spoken here"));
        Rendering rendering = new Rendering(
                type, version, shape, query.parameter("includeObject").orElse("Metadata"));
        return rest.size() == 1 ? objects(rendering, namespace, query) : object(rendering, namespace, rest.get(1));
    }

    private Reply object(Rendering rendering, Optional<String> namespace, String name) throws Failure {
        Resource type = rendering.type();
        if (type.namespaced() != namespace.isPresent()) {
            throw Failure.noSuchPath();
        }
        Predicate<ObjectKey> named = key -> key.name().equals(name);
        Document document = catalog.view().documents(type, rendering.version(), named.and(in(namespace))).stream()
                .findFirst()
                .orElseThrow(() -> Failure.notFound(type, name));
        return Json.reply(200, rendering.one(document));
    }

    private Reply objects(Rendering rendering, Optional<String> namespace, Query query) throws Failure {
        Predicate<Document> selection = selection(rendering.type(), query);
        if (query.isSet("watch")) {
            return watch(rendering, in(namespace), selection, query);
        }
        View view = catalog.view();
        List<Document> documents = view.documents(rendering.type(), rendering.version(), in(namespace)).stream()
                .filter(selection)
                .toList();
        return Json.reply(200, rendering.list(documents, view.revision().version()));
    }

    private Reply watch(Rendering rendering, Predicate<ObjectKey> which, Predicate<Document> selection, Query query)
            throws Failure {
        if (query.isSet("sendInitialEvents")) {
            // As an API server answers that does not know of it: the client then lists and watches.
            throw new Failure(422, "Invalid", "sendInitialEvents: Forbidden: not supported; list, then watch");
        }
        long since = number(query, "resourceVersion").orElse(0L);
        Journal.Revision revision = catalog.view().revision();
        if (since > 0 && (since < revision.completeSince() || since > revision.version())) {
            throw new Failure(410, "Expired", "too old resource version: " + since);
        }
        Duration limit = number(query, "timeoutSeconds")
                .map(Duration::ofSeconds)
                .filter(asked -> asked.compareTo(MAX_WATCH) < 0)
                .orElse(MAX_WATCH);
        ChangeFeed feed = new ChangeFeed(catalog::view, rendering, which, selection, since);
        return new Reply.Events("application/json;stream=watch", feed, "\n", limit);
    }

    private Reply log(Query query) throws Failure {
        if (!Files.isReadable(logFile)) {
            throw new Failure(404, "NotFound", "there is no log file; the log may go to the console");
        }
        long lines = number(query, "tailLines").orElse(Long.MAX_VALUE);
        ProcessLog log = new ProcessLog(logFile, lines, catalog.current().redactor()::clean);
        return query.isSet("follow")
                ? new Reply.Events(LOG_TYPE, log, "", MAX_FOLLOW)
                : new Reply.Whole(200, LOG_TYPE, log.next());
    }

    private static Predicate<ObjectKey> in(Optional<String> namespace) {
        return key -> namespace.isEmpty() || namespace.get().equals(key.namespace());
    }

    private static Predicate<Document> selection(Resource type, Query query) throws Failure {
        if (type == Resources.EVENTS || type == Resources.NEW_EVENTS) {
            // There are none, whatever field of theirs is asked for.
            return document -> false;
        }
        try {
            return Selector.labels(query.parameter("labelSelector").orElse(""))
                    .and(Selector.fields(query.parameter("fieldSelector").orElse("")));
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest(e.getMessage());
        }
    }

    private static Optional<Long> number(Query query, String parameter) throws Failure {
        Optional<String> value = query.parameter(parameter);
        try {
            return value.map(Long::parseLong).filter(number -> number >= 0);
        } catch (NumberFormatException e) {
            throw Failure.badRequest("Invalid value: \"" + value.orElse("") + "\" of " + parameter);
        }
    }

    private Map<String, Object> version() {
        return Map.of(
                "major", MAJOR,
                "minor", MINOR,
                "gitVersion", "v" + MAJOR + "." + MINOR + ".0+camelid-" + version,
                "gitCommit", "",
                "gitTreeState", "",
                "buildDate", "",
                "goVersion", "",
                "compiler", "",
                "platform", System.getProperty("os.name") + "/" + System.getProperty("os.arch"));
    }
}
