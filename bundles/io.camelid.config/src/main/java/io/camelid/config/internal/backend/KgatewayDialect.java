package io.camelid.config.internal.backend;

import io.camelid.config.internal.backend.EntrySpec.ProviderChoice;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.traffic.TargetPolicy;
import io.camelid.config.snapshot.Timeouts;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.ProviderDescription;
import io.camelid.spi.provider.Settings;
import io.camelid.spi.provider.Tls.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Backend} of {@code gateway.kgateway.dev}, as kgateway 2.1 has it; the older spellings of 2.0
 * ({@code llm.provider}, {@code hostOverride}, {@code multipool} …) are understood, too.
 */
public final class KgatewayDialect implements BackendDialect {
    private static final String BEARER = "Bearer ";
    private static final List<String> TYPES = List.of("AI", "Static", "AWS", "MCP", "DynamicForwardProxy");
    private static final List<String> ENTRY_MEMBERS = List.of(
            "name",
            "host",
            "port",
            "path",
            "authHeader",
            "routes",
            "provider",
            "hostOverride",
            "pathOverride",
            "authHeaderOverride");

    private static final int LONGEST_PATH = 1024;

    @Override
    public String group() {
        return "gateway.kgateway.dev";
    }

    @Override
    public String kind() {
        return "Backend";
    }

    @Override
    public String acceptedMessage() {
        return "Backend accepted";
    }

    @Override
    public String refusedReason() {
        return "Invalid";
    }

    @Override
    public BackendSpec read(Fields spec, Plugins plugins) {
        spec.requiredText("type");
        String type = spec.choice("type", TYPES).orElse("");
        for (String other : TYPES) {
            String member = memberOf(other);
            if (spec.has(member) != other.equals(type) && !type.isEmpty()) {
                spec.refuse(
                        other.equals(type)
                                ? member + " backend must be specified when type is '" + member + "'"
                                : member + " backend must be nil if the type is not '" + member + "'");
            }
        }
        BackendSpec backend = new BackendSpec.Llm(List.of(), Map.of());
        if (type.equals("AI")) {
            backend = new Reading(plugins).llm(spec.objectOrNone("ai"));
        } else if (type.equals("Static")) {
            backend = servers(spec.objectOrNone("static"));
        } else if (!type.isEmpty()) {
            spec.refuse("backend type " + type + " is not supported");
        }
        spec.warnOfUnread();
        return backend;
    }

    private static String memberOf(String type) {
        return type.equals("DynamicForwardProxy") ? "dynamicForwardProxy" : type.toLowerCase(Locale.ROOT);
    }

    private static BackendSpec servers(Fields fields) {
        List<HostPort> hosts = new ArrayList<>();
        for (Fields host : fields.objects("hosts")) {
            host.requiredText("host");
            HostPort.read(host).ifPresent(hosts::add);
            host.withoutEffect("insecureSkipVerify");
            host.warnOfUnread();
        }
        if (hosts.isEmpty()) {
            fields.refuse("hosts", "must have at least 1 item");
        }
        fields.withoutEffect("appProtocol");
        fields.warnOfUnread();
        return new BackendSpec.Static(hosts, TlsSpec.NONE, Timeouts.DEFAULT);
    }

    /** Reads {@code spec.ai} once. */
    private static final class Reading {
        private final ProviderReader providers;
        private final RouteTypes routeTypes;
        private final Map<String, String> routes = new LinkedHashMap<>();
        private boolean routesRead;

        Reading(Plugins plugins) {
            this.providers = new ProviderReader(plugins);
            this.routeTypes = new RouteTypes(plugins);
        }

        BackendSpec.Llm llm(Fields ai) {
            List<List<EntrySpec>> groups = new ArrayList<>();
            boolean pools = ai.has("multipool");
            if ((ai.has("llm") ? 1 : 0) + (ai.has("priorityGroups") ? 1 : 0) + (pools ? 1 : 0) != 1) {
                ai.refuse("exactly one of the fields in [llm priorityGroups] must be set");
            } else if (ai.has("llm")) {
                entry(ai.objectOrNone("llm"), Optional.empty()).ifPresent(entry -> groups.add(List.of(entry)));
            } else if (pools) {
                groups.addAll(pools(ai.objectOrNone("multipool")));
            } else {
                for (Fields group : EntryNames.bounded(ai, "priorityGroups")) {
                    List<EntrySpec> entries = new ArrayList<>();
                    for (Fields entry : EntryNames.bounded(group, "providers")) {
                        entry(entry, Optional.of(EntryNames.name(entry))).ifPresent(entries::add);
                    }
                    group.warnOfUnread();
                    groups.add(entries);
                }
                EntryNames.check(ai, groups);
            }
            ai.warnOfUnread();
            return new BackendSpec.Llm(groups, routes);
        }

        /** Version 2.0: groups of entries that have no names. */
        private List<List<EntrySpec>> pools(Fields multipool) {
            List<List<EntrySpec>> groups = new ArrayList<>();
            int number = 0;
            for (Fields priority : EntryNames.bounded(multipool, "priorities")) {
                List<EntrySpec> entries = new ArrayList<>();
                for (Fields entry : EntryNames.bounded(priority, "pool")) {
                    number++;
                    entry(entry, Optional.of("pool-" + number)).ifPresent(entries::add);
                }
                priority.warnOfUnread();
                groups.add(entries);
            }
            multipool.warnOfUnread();
            return groups;
        }

        private Optional<EntrySpec> entry(Fields entry, Optional<String> name) {
            EndpointSpec endpoint = endpoint(entry);
            Optional<CredentialLocation> location = location(entry);
            routes(entry);
            Optional<Fields> older = entry.object("provider");
            older.ifPresent(provider -> entry.warnOfUnread());
            return providers.find(older.orElse(entry), ENTRY_MEMBERS).map(found -> {
                if (!(found.choice() instanceof ProviderChoice.Installed installed)) {
                    return new EntrySpec(
                            name,
                            found.choice(),
                            Optional.empty(),
                            Settings.NONE,
                            AuthSpec.DEFAULT,
                            endpoint,
                            Optional.empty(),
                            List.of(),
                            TargetPolicy.NONE);
                }
                AuthSpec auth = auth(found.fields(), location);
                Optional<String> model = SettingsReader.model(found.fields());
                ProviderDescription provider = installed.provider().description();
                Optional<ServiceRef> service = ServiceReader.read(
                        found.fields(), provider, endpoint.address().isPresent());
                Settings settings = SettingsReader.read(found.fields(), provider);
                return new EntrySpec(
                        name, found.choice(), model, settings, auth, endpoint, service, List.of(), TargetPolicy.NONE);
            });
        }

        private void routes(Fields entry) {
            routeTypes.read(entry).ifPresent(read -> {
                if (routesRead && !routes.equals(read)) {
                    entry.warn("routes", "differs from the other providers' routes, of which the first count");
                } else {
                    routes.putAll(read);
                }
                routesRead = true;
            });
        }

        private static EndpointSpec endpoint(Fields entry) {
            Optional<HostPort> address = HostPort.read(entry);
            TlsSpec tls = TlsSpec.NONE;
            Optional<Fields> older = entry.object("hostOverride");
            if (older.isPresent()) {
                address = HostPort.read(older.get());
                if (older.get().flag("insecureSkipVerify").orElse(false)) {
                    tls = TlsSpec.verifying(Verification.NONE);
                }
                older.get().warnOfUnread();
            }
            Optional<String> path = path(entry.objectOrNone("path"), "full")
                    .or(() -> path(entry.objectOrNone("pathOverride"), "fullPath"));
            return new EndpointSpec(address, path, Optional.empty(), tls);
        }

        private static Optional<String> path(Fields fields, String member) {
            Optional<String> path = fields.text(member, LONGEST_PATH);
            if (path.isPresent() && !path.get().startsWith("/")) {
                fields.refuse(member, "path must start with /");
            }
            fields.warnOfUnread();
            return path;
        }

        private static Optional<CredentialLocation> location(Fields entry) {
            Optional<Fields> header = entry.object("authHeader").or(() -> entry.object("authHeaderOverride"));
            return header.map(fields -> {
                Optional<String> name = fields.text("headerName");
                Optional<String> prefix = fields.text("prefix");
                if (name.isEmpty() && prefix.isEmpty()) {
                    fields.refuse("at least one of the fields in [prefix headerName] must be set");
                }
                fields.warnOfUnread();
                String usual = name.map("Authorization"::equalsIgnoreCase).orElse(true) ? BEARER : "";
                return new CredentialLocation.Header(
                        name.orElse("Authorization"),
                        prefix.map(Reading::withSpace).orElse(usual));
            });
        }

        /** A scheme and its credential are two words. */
        private static String withSpace(String scheme) {
            return scheme.endsWith(" ") ? scheme : scheme + " ";
        }

        private static AuthSpec auth(Fields provider, Optional<CredentialLocation> location) {
            if (provider.atMostOne(List.of("authToken", "auth")).isEmpty()) {
                return AuthSpec.DEFAULT;
            }
            return provider.has("authToken")
                    ? token(provider.objectOrNone("authToken"), location)
                    : aws(provider.objectOrNone("auth"));
        }

        private static AuthSpec token(Fields token, Optional<CredentialLocation> location) {
            token.requiredText("kind");
            String kind = token.choice("kind", List.of("Inline", "SecretRef", "Passthrough"))
                    .orElse("");
            token.atMostOne(List.of("inline", "secretRef"));
            AuthSpec auth =
                    switch (kind) {
                        case "Inline" ->
                            new AuthSpec.Inline(Secret.of(token.requiredText("inline")), location, List.of());
                        case "SecretRef" -> new AuthSpec.Reference(secretRef(token), location, List.of());
                        default -> new AuthSpec.Passthrough();
                    };
            token.warnOfUnread();
            return auth;
        }

        /** The dialect's only other kind of credentials are AWS keys. */
        private static AuthSpec aws(Fields auth) {
            auth.choice("type", List.of("Secret"));
            AuthSpec.SecretRef secret = secretRef(auth);
            auth.warnOfUnread();
            return AuthSpec.Cloud.aws(Map.of(), Optional.of(secret));
        }

        private static AuthSpec.SecretRef secretRef(Fields owner) {
            Fields reference = owner.objectOrNone("secretRef");
            String name = reference.requiredText("name");
            reference.warnOfUnread();
            return new AuthSpec.SecretRef(name, Optional.empty());
        }
    }
}
