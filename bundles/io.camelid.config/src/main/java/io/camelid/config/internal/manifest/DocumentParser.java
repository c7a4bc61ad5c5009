package io.camelid.config.internal.manifest;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ManifestParser;
import io.camelid.config.ObjectKey;
import io.camelid.config.Origin;
import io.camelid.config.Problem;
import io.camelid.config.Problem.Severity;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.Names;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Component;

/** Reads files into documents and documents into objects. {@code *.json} is JSON, anything else YAML. */
@Component(service = ManifestParser.class)
public final class DocumentParser implements ManifestParser {
    private static final String DEFAULT_NAMESPACE = "default";
    /** What has no namespace, of the kinds that may turn up beside ours. */
    private static final Set<String> CLUSTER_SCOPED = Set.of(
            "APIService",
            "ClusterRole",
            "ClusterRoleBinding",
            "ClusterSecretStore",
            "CustomResourceDefinition",
            "GatewayClass",
            "IngressClass",
            "Namespace",
            "Node",
            "PersistentVolume",
            "PriorityClass",
            "StorageClass");

    private static final Predicate<String> KIND =
            Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}").asMatchPredicate();
    private static final Predicate<String> API_VERSION =
            Pattern.compile("([a-z0-9][a-z0-9.-]{0,252}/)?[A-Za-z0-9]{1,63}").asMatchPredicate();
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    @Override
    public SourceContent parse(String source, String location, byte[] bytes) {
        List<KubernetesObject> objects = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            for (Document document : documents(location, bytes)) {
                if (document.value() != null) {
                    Origin origin = new Origin(source, location, document.line());
                    try {
                        objects.add(object(document.value(), origin));
                    } catch (SyntaxException notAnObject) {
                        problems.add(problem(origin, notAnObject));
                    }
                }
            }
        } catch (SyntaxException broken) {
            Problem problem = problem(new Origin(source, location, broken.line()), broken);
            return new SourceContent(List.of(), List.of(problem));
        }
        return new SourceContent(objects, problems);
    }

    private static List<Document> documents(String location, byte[] bytes) throws SyntaxException {
        if (bytes.length > Limits.DEFAULT.bytes()) {
            throw new SyntaxException(0, "larger than " + (Limits.DEFAULT.bytes() >> 20) + " MiB");
        }
        String text = text(bytes);
        return location.toLowerCase(Locale.ROOT).endsWith(".json")
                ? JsonDocuments.read(text, Limits.DEFAULT)
                : YamlDocuments.read(text, Limits.DEFAULT);
    }

    private static String text(byte[] bytes) throws SyntaxException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException notText) {
            throw new SyntaxException(0, "not UTF-8 text");
        }
    }

    private static KubernetesObject object(Object document, Origin origin) throws SyntaxException {
        Map<String, Object> content = Fields.membersOf(document)
                .orElseThrow(() -> new SyntaxException(origin.line(), "this document is no object"));
        String apiVersion = identifier(content, "apiVersion", API_VERSION);
        String kind = identifier(content, "kind", KIND);
        Map<String, Object> metadata = Fields.membersOf(content.get("metadata"))
                .orElseThrow(() -> new SyntaxException(origin.line(), kind + " without metadata"));
        String name = identifier(metadata, "name", Names::isValid);
        boolean clusterScoped = CLUSTER_SCOPED.contains(kind);
        if (!clusterScoped && metadata.get("namespace") == null) {
            metadata = with(metadata, "namespace", DEFAULT_NAMESPACE);
            content = with(content, "metadata", metadata);
        }
        String namespace = clusterScoped ? "" : identifier(metadata, "namespace", Names::isValid);
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        long generation = metadata.get("generation") instanceof Long number ? number : 1;
        return new KubernetesObject(
                new ObjectKey(group, kind, namespace, name),
                apiVersion,
                content,
                generation,
                created(metadata.get("creationTimestamp")),
                origin);
    }

    private static String identifier(Map<String, Object> members, String member, Predicate<String> shape)
            throws SyntaxException {
        Object value = members.get(member);
        if (value == null) {
            throw new SyntaxException(0, "a document lacks its " + member);
        }
        if (!(value instanceof String text) || !shape.test(text)) {
            throw new SyntaxException(0, "a document's " + member + " is not a valid one");
        }
        return text;
    }

    private static Map<String, Object> with(Map<String, Object> members, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(members);
        changed.put(name, value);
        return Collections.unmodifiableMap(changed);
    }

    private static Optional<Instant> created(Object timestamp) {
        try {
            return timestamp instanceof String text ? Optional.of(Instant.parse(text)) : Optional.empty();
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private static Problem problem(Origin origin, SyntaxException exception) {
        return new Problem(Severity.ERROR, Optional.empty(), origin, exception.getMessage());
    }
}
