package io.camelid.admin.internal.kube;

import io.camelid.admin.internal.redact.Redactor;
import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.ObjectStatus;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All objects at one moment, without their credentials, each completed with what an API server would add: its status and
 * the metadata that identify it and its changes.
 *
 * @param now for ages
 */
record View(Journal.Revision revision, Redactor redactor, Instant now) {
    /** What the process is called where it is shown as a Pod. */
    private static final String POD = "camelid";

    /** Those objects of a type that are asked for, in some version's form, in the order of their names. */
    List<Document> documents(Resource type, String version, Predicate<ObjectKey> which) {
        if (type == Resources.NAMESPACES) {
            return keys("Namespace").filter(which).map(this::namespace).toList();
        } else if (type == Resources.PODS) {
            return keys("Pod").filter(which).map(this::pod).toList();
        }
        return revision.entries().values().stream()
                .filter(entry -> type.has(entry.object().key()))
                .filter(entry -> which.test(entry.object().key()))
                .map(entry -> document(entry, type, version))
                .toList();
    }

    /** An object in some version's form. */
    Document document(Journal.Entry entry, Resource type, String version) {
        KubernetesObject object = entry.object();
        Map<String, Object> manifest = redactor.manifest(object);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("apiVersion", Resource.apiVersion(type.group(), version));
        shown.put("kind", type.kind());
        shown.put("metadata", metadata(entry, manifest));
        manifest.forEach(shown::putIfAbsent);
        if (type.kind().equals("Secret")) {
            shown.putIfAbsent("type", "Opaque");
        }
        Optional<ObjectStatus> status = entry.status();
        status.map(ObjectStatus::status).filter(map -> !map.isEmpty()).ifPresent(map -> shown.put("status", map));
        return new Document(clean(shown), now);
    }

    private static Map<String, Object> metadata(Journal.Entry entry, Map<String, Object> manifest) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (manifest.get("metadata") instanceof Map<?, ?> own) {
            own.forEach((member, value) -> {
                if (value != null) {
                    metadata.put(String.valueOf(member), value);
                }
            });
        }
        for (String pairs : List.of("labels", "annotations")) {
            metadata.computeIfPresent(
                    pairs, (member, value) -> value instanceof Map<?, ?> map && !map.isEmpty() ? texts(map) : null);
        }
        Object uid = metadata.get("uid");
        metadata.putAll(identity(entry.object().key(), entry.created()));
        if (uid instanceof String own) {
            metadata.put("uid", own);
        }
        metadata.put("resourceVersion", Long.toString(entry.changedAt()));
        metadata.put("generation", entry.object().generation());
        return metadata;
    }

    /** Clients give up on a whole list over one label that is a number. */
    private static Map<String, Object> texts(Map<?, ?> pairs) {
        Map<String, Object> texts = new LinkedHashMap<>();
        pairs.forEach((name, value) -> texts.put(String.valueOf(name), value == null ? "" : String.valueOf(value)));
        return texts;
    }

    /** The keys of what there is one of for every namespace that has objects. */
    private Stream<ObjectKey> keys(String kind) {
        boolean namespaced = kind.equals("Pod");
        return revision.entries().keySet().stream()
                .map(ObjectKey::namespace)
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .map(name -> new ObjectKey("", kind, namespaced ? name : "", namespaced ? POD : name));
    }

    private Document namespace(ObjectKey key) {
        Instant oldest = revision.entries().values().stream()
                .filter(entry -> entry.object().key().namespace().equals(key.name()))
                .map(Journal.Entry::created)
                .min(Instant::compareTo)
                .orElse(now);
        Map<String, String> labels = Map.of("kubernetes.io/metadata.name", key.name());
        return madeUp(key, oldest, labels, Map.of(), Map.of("phase", "Active"));
    }

    /** This process, under the label that its users look for. */
    private Document pod(ObjectKey key) {
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        Map<String, String> labels = Map.of("app.kubernetes.io/name", "agentgateway");
        Map<String, Object> spec = Map.of("containers", List.of(Map.of("name", "gateway", "image", "camelid")));
        return madeUp(key, started, labels, spec, Map.of("phase", "Running", "startTime", text(started)));
    }

    private Document madeUp(
            ObjectKey key,
            Instant created,
            Map<String, String> labels,
            Map<String, Object> spec,
            Map<String, Object> status) {
        Map<String, Object> metadata = identity(key, created);
        metadata.put("resourceVersion", Long.toString(revision.completeSince()));
        metadata.put("labels", labels);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("apiVersion", "v1");
        shown.put("kind", key.kind());
        shown.put("metadata", metadata);
        shown.put("spec", spec);
        shown.put("status", status);
        return new Document(shown, now);
    }

    private static Map<String, Object> identity(ObjectKey key, Instant created) {
        String path = String.join("/", key.group(), key.kind(), key.namespace(), key.name());
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", key.name());
        if (!key.namespace().isEmpty()) {
            metadata.put("namespace", key.namespace());
        }
        metadata.put(
                "uid",
                UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString());
        metadata.put(
                "creationTimestamp", created.truncatedTo(ChronoUnit.SECONDS).toString());
        return metadata;
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> clean(Map<String, Object> shown) {
        return (Map<String, Object>) redactor.clean(shown);
    }
}
