package io.camelid.admin.internal.kube;

import static io.camelid.admin.internal.kube.Column.age;
import static io.camelid.admin.internal.kube.Column.condition;
import static io.camelid.admin.internal.kube.Column.text;
import static io.camelid.admin.internal.kube.Column.wide;
import static io.camelid.admin.internal.kube.Document.joined;
import static io.camelid.admin.internal.kube.Document.orNone;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The columns of both dialects of Backend. */
final class BackendColumns {
    private static final List<String> TYPES = List.of("ai", "static", "dynamicForwardProxy", "mcp", "aws", "a2a");

    /** What a provider entry has besides the member that says which provider it is. */
    private static final Set<String> NO_PROVIDERS = Set.of(
            "name",
            "host",
            "port",
            "path",
            "pathPrefix",
            "authHeader",
            "routes",
            "policies",
            "hostOverride",
            "pathOverride",
            "authHeaderOverride");

    static final List<Column> ALL = List.of(
            text("Type", "What it leads to.", BackendColumns::type),
            text("Provider", "The providers of language models.", document -> orNone(providers(document))),
            condition("Accepted"),
            age(),
            wide("Reason", "Why it is or is not accepted.", document -> document.condition("Accepted", "reason")),
            wide("Message", "The same in words.", document -> document.condition("Accepted", "message")),
            wide(
                    "Resolved",
                    "Whether all that it refers to is there.",
                    document -> document.condition("ResolvedRefs", "status")));

    private BackendColumns() {}

    private static String type(Document document) {
        String declared = document.text("spec", "type");
        return declared.isEmpty()
                ? orNone(joined(TYPES.stream()
                        .filter(member -> document.at("spec", member) != null)
                        .toList()))
                : declared;
    }

    /** The member names under which providers are configured, wherever in {@code spec.ai} they stand. */
    private static String providers(Document document) {
        Set<String> providers = new TreeSet<>();
        collectProviders(document.at("spec", "ai", "llm"), providers);
        collectProviders(document.at("spec", "ai", "provider"), providers);
        for (String groups : List.of("priorityGroups", "groups")) {
            for (Object group : document.list("spec", "ai", groups)) {
                if (group instanceof Map<?, ?> map && map.get("providers") instanceof List<?> list) {
                    list.forEach(provider -> collectProviders(provider, providers));
                }
            }
        }
        return joined(providers);
    }

    private static void collectProviders(Object entry, Set<String> providers) {
        if (entry instanceof Map<?, ?> map) {
            map.forEach((member, value) -> {
                String name = String.valueOf(member);
                // A provider without settings of its own is written with no value at all.
                if ((value instanceof Map || value == null) && !NO_PROVIDERS.contains(name)) {
                    providers.add(name);
                }
            });
        }
    }
}
