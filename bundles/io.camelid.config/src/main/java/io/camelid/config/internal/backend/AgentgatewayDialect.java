package io.camelid.config.internal.backend;

import io.camelid.config.internal.backend.EntrySpec.ProviderChoice;
import io.camelid.config.internal.read.Fields;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code AgentgatewayBackend} of {@code agentgateway.dev}. */
public final class AgentgatewayDialect implements BackendDialect {
    private static final List<String> TYPES = List.of("ai", "static", "dynamicForwardProxy", "mcp", "aws", "a2a");
    private static final List<String> ENTRY_MEMBERS = List.of("name", "host", "port", "path", "pathPrefix", "policies");

    private static final int LONGEST_PATH = 1024;

    @Override
    public String group() {
        return "agentgateway.dev";
    }

    @Override
    public String kind() {
        return "AgentgatewayBackend";
    }

    @Override
    public String acceptedMessage() {
        return "Backend successfully accepted";
    }

    @Override
    public String refusedReason() {
        return "TranslationError";
    }

    @Override
    public BackendSpec read(Fields spec, Plugins plugins) {
        Optional<String> type = spec.atMostOne(TYPES);
        if (type.isEmpty()) {
            spec.refuse("exactly one of the fields in " + TYPES + " must be set");
        }
        RouteTypes routeTypes = new RouteTypes(plugins);
        Fields policyFields = spec.objectOrNone("policies");
        if (policyFields.has("ai") && !spec.has("ai")) {
            spec.refuse("AI policies require AI backend");
        }
        if (policyFields.has("mcp") && !spec.has("mcp")) {
            spec.refuse("MCP policies require MCP backend");
        }
        Policies policies = Policies.read(policyFields, routeTypes);
        BackendSpec backend = new BackendSpec.Llm(List.of(), Map.of());
        switch (type.orElse("")) {
            case "ai" -> backend = new Reading(plugins, routeTypes).llm(spec.objectOrNone("ai"), policies);
            case "static" -> backend = server(spec.objectOrNone("static"), policies);
            case "" -> {}
            default -> spec.refuse("backend type " + type.get() + " is not supported");
        }
        spec.warnOfUnread();
        return backend;
    }

    private static BackendSpec server(Fields fields, Policies policies) {
        boolean unix = fields.has("unixPath");
        if (unix && (fields.isGiven("host") || fields.has("port"))) {
            fields.refuse("unixPath and host/port are mutually exclusive");
        } else if (!unix && !(fields.isGiven("host") && fields.has("port"))) {
            fields.refuse("must specify either unixPath or both host and port");
        }
        fields.unsupported("unixPath");
        Optional<HostPort> host = HostPort.read(fields);
        if (policies.auth().isPresent()) {
            fields.warn("policies.auth has no effect on a static backend");
        }
        if (policies.target().health().isPresent()) {
            fields.warn("policies.health has no effect on a static backend");
        }
        fields.warnOfUnread();
        return new BackendSpec.Static(
                host.stream().toList(),
                policies.tls().orElse(TlsSpec.NONE),
                policies.target().timeouts());
    }

    /** Reads {@code spec.ai} once. */
    private static final class Reading {
        private final ProviderReader providers;
        private final RouteTypes routeTypes;

        Reading(Plugins plugins, RouteTypes routeTypes) {
            this.providers = new ProviderReader(plugins);
            this.routeTypes = routeTypes;
        }

        BackendSpec.Llm llm(Fields ai, Policies policies) {
            List<List<EntrySpec>> groups = new ArrayList<>();
            if (ai.has("provider") == ai.has("groups")) {
                ai.refuse("exactly one of the fields in [provider groups] must be set");
            } else if (ai.has("provider")) {
                entry(ai.objectOrNone("provider"), Optional.empty(), policies)
                        .ifPresent(entry -> groups.add(List.of(entry)));
            } else {
                for (Fields group : EntryNames.bounded(ai, "groups")) {
                    List<EntrySpec> entries = new ArrayList<>();
                    for (Fields entry : EntryNames.bounded(group, "providers")) {
                        entry(entry, Optional.of(EntryNames.name(entry)), entryPolicies(entry, policies))
                                .ifPresent(entries::add);
                    }
                    group.warnOfUnread();
                    groups.add(entries);
                }
                EntryNames.check(ai, groups);
            }
            ai.warnOfUnread();
            return new BackendSpec.Llm(groups, policies.routes().orElse(Map.of()));
        }

        private Policies entryPolicies(Fields entry, Policies backend) {
            Policies own = entry.object("policies")
                    .map(fields -> Policies.read(fields, routeTypes))
                    .orElse(Policies.NONE);
            if (own.routes().isPresent()) {
                entry.warn("policies.ai.routes", "has an effect on the backend's own policies only");
            }
            return own.over(backend);
        }

        private Optional<EntrySpec> entry(Fields entry, Optional<String> name, Policies policies) {
            EndpointSpec endpoint = endpoint(entry, policies.tls().orElse(TlsSpec.NONE));
            return providers.find(entry, ENTRY_MEMBERS).map(found -> {
                Optional<String> model = Optional.empty();
                Settings settings = Settings.NONE;
                Optional<ServiceRef> service = Optional.empty();
                if (found.choice() instanceof ProviderChoice.Installed installed) {
                    model = SettingsReader.model(found.fields());
                    ProviderDescription provider = installed.provider().description();
                    service = ServiceReader.read(found.fields(), provider, entry.isGiven("host"));
                    found.fields().unsupported("moderation"); // of openai: it may block what is asked and answered
                    settings = SettingsReader.read(found.fields(), provider);
                }
                AuthSpec auth = policies.auth().orElse(AuthSpec.DEFAULT);
                return new EntrySpec(
                        name,
                        found.choice(),
                        model,
                        settings,
                        auth,
                        endpoint,
                        service,
                        policies.edits(),
                        policies.target());
            });
        }

        private static EndpointSpec endpoint(Fields entry, TlsSpec tls) {
            Optional<HostPort> address = HostPort.read(entry);
            Optional<String> path = path(entry, "path");
            Optional<String> prefix = path(entry, "pathPrefix")
                    .map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (path.isPresent() && prefix.isPresent()) {
                entry.refuse("path and pathPrefix are mutually exclusive");
            }
            if (prefix.isPresent() && !entry.isGiven("host")) {
                entry.refuse("pathPrefix requires host to be set");
            }
            return new EndpointSpec(address, path, prefix, tls);
        }

        private static Optional<String> path(Fields entry, String member) {
            Optional<String> path = entry.text(member, LONGEST_PATH);
            if (path.isPresent() && !path.get().startsWith("/")) {
                entry.refuse(member, "path must start with /");
            }
            return path;
        }
    }
}
