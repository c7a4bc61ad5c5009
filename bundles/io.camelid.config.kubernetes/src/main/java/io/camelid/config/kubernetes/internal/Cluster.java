package io.camelid.config.kubernetes.internal;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.SourceContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a cluster has for this gateway: every kind that is watched as a whole, and those Secrets and
 * ConfigMaps, each by a watch of its own, that something refers to. Others are never asked for, so
 * neither memory nor permissions depend on how many there are. Thread-safe.
 */
final class Cluster {
    /** An object that is this gateway's, and what it refers to. */
    private record Selected(KubernetesObject object, References references) {}

    /** How long what is new may wait for what it refers to. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Set<String> namespaces;
    private final Api api;
    private final ScheduledExecutorService timer;
    private final Feed.Listener listener;
    private final List<Feed> feeds;
    private final Map<ObjectKey, Feed> referenced = new TreeMap<>();
    private Map<ObjectKey, Selected> last = Map.of();
    private boolean delivered;

    /**
     * @param namespaces to look at; none for all
     */
    Cluster(Set<String> namespaces, Api api, ScheduledExecutorService timer, Feed.Listener listener) {
        this.namespaces = new TreeSet<>(namespaces);
        this.api = api;
        this.timer = timer;
        this.listener = listener;
        this.feeds = Resource.WATCHED.stream()
                .flatMap(resource -> scopes(resource, this.namespaces))
                .map(this::feed)
                .toList();
    }

    private static Stream<Scope> scopes(Resource resource, Set<String> namespaces) {
        return namespaces.isEmpty() || !resource.namespaced()
                ? Stream.of(Scope.all(resource, ""))
                : namespaces.stream().map(namespace -> Scope.all(resource, namespace));
    }

    private Feed feed(Scope scope) {
        return new Feed(scope, api, timer, listener);
    }

    void start() {
        feeds.forEach(Feed::start);
    }

    synchronized void stop() {
        all().forEach(Feed::stop);
    }

    /** Cuts watches whose connections are dead. */
    synchronized void checkSilence() {
        all().forEach(Feed::checkSilence);
    }

    private Stream<Feed> all() {
        return Stream.concat(feeds.stream(), referenced.values().stream());
    }

    /** What the cluster has for the gateway now; empty until all of it is known. */
    synchronized Optional<SourceContent> content(Selection selection) {
        if (!feeds.stream().allMatch(Feed::isSettled)) {
            return Optional.empty();
        }
        Map<ObjectKey, Selected> selected = new LinkedHashMap<>();
        selection.of(objects(items().values())).forEach(object -> selected.put(object.key(), selected(object)));
        last = selected;
        refer(referents(selected, References::data));
        boolean waiting = referenced.values().stream()
                .anyMatch(feed -> !feed.isSettled() && !(delivered && feed.age() > PATIENCE.toNanos()));
        if (waiting) {
            return Optional.empty();
        }
        delivered = true;
        Set<ObjectKey> backends = referents(selected, References::backends);
        List<KubernetesObject> objects = new ArrayList<>();
        selected.forEach((key, some) -> {
            if (!Resource.SERVICE.isKindOf(key) || backends.contains(key)) {
                objects.add(some.object());
            }
        });
        referenced.values().forEach(feed -> objects.addAll(objects(feed.items().values())));
        return Optional.of(new SourceContent(objects, problems()));
    }

    /** The same as the last time if it says the same, though a selection may have made it anew. */
    private Selected selected(KubernetesObject object) {
        Selected before = last.get(object.key());
        return before != null && before.object().equals(object) ? before : new Selected(object, References.of(object));
    }

    private static Set<ObjectKey> referents(
            Map<ObjectKey, Selected> selected, Function<References, Set<ObjectKey>> kind) {
        Set<ObjectKey> referents = new TreeSet<>();
        selected.values().forEach(some -> referents.addAll(kind.apply(some.references())));
        return referents;
    }

    /** The objects of all kinds that are watched as a whole, in key order. */
    private Map<ObjectKey, Item> items() {
        Map<ObjectKey, Item> items = new TreeMap<>();
        feeds.forEach(feed -> items.putAll(feed.items()));
        return items;
    }

    /** Those of them that could have a status of ours, kind by kind. */
    Map<ObjectKey, Item> reported() {
        Map<ObjectKey, Item> items = new LinkedHashMap<>();
        feeds.stream()
                .filter(feed -> Resource.REPORTED.contains(feed.scope().resource()))
                .forEach(feed -> items.putAll(feed.items()));
        return items;
    }

    private static List<KubernetesObject> objects(Collection<Item> items) {
        return items.stream().map(Item::object).toList();
    }

    /** Has these objects read, and no others. */
    private void refer(Set<ObjectKey> keys) {
        referenced.entrySet().removeIf(entry -> {
            boolean gone = !keys.contains(entry.getKey());
            if (gone) {
                entry.getValue().stop();
            }
            return gone;
        });
        for (ObjectKey key : keys) {
            if (!referenced.containsKey(key) && (namespaces.isEmpty() || namespaces.contains(key.namespace()))) {
                Resource resource = Resource.SECRET.isKindOf(key) ? Resource.SECRET : Resource.CONFIG_MAP;
                Feed feed = feed(new Scope(resource, key.namespace(), key.name()));
                referenced.put(key, feed);
                feed.start();
                later();
            }
        }
    }

    /** Looks again when patience has come to its end. */
    private void later() {
        if (delivered) {
            timer.schedule(listener::contentChanged, PATIENCE.toMillis() + 1, TimeUnit.MILLISECONDS);
        }
    }

    /** One problem for each thing that may not be read, and one for all that is not answered. */
    synchronized List<Problem> problems() {
        Map<String, Problem> problems = new LinkedHashMap<>();
        all().forEach(feed -> feed.failure()
                .map(failure -> problem(feed.scope(), failure))
                .ifPresent(problem -> problems.putIfAbsent(problem.message(), problem)));
        return List.copyOf(problems.values());
    }

    private Problem problem(Scope scope, ApiException failure) {
        if (!failure.isRefusal()) {
            return problem(
                    Severity.ERROR,
                    "the API server at " + api.server() + " cannot be read (" + failure.getMessage()
                            + "): what was read last stays in force");
        }
        if (failure.code() == ApiException.NOT_FOUND) {
            return problem(
                    Severity.WARNING,
                    scope.resource()
                            + " are not served by this cluster: the CustomResourceDefinition is not installed");
        }
        return problem(Severity.ERROR, scope + " cannot be read: " + failure.getMessage());
    }

    static Problem problem(Severity severity, String message) {
        return new Problem(severity, Optional.empty(), new Origin(Item.SOURCE, "", 0), message);
    }
}
