package io.camelid.shell.internal.chat;

import io.camelid.config.Compilation;
import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.BackendRef;
import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.config.snapshot.RuleMatch;
import io.camelid.shell.internal.manifest.RouteManifest;
import io.camelid.shell.internal.manifest.RouteMatch;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds an address for a chat with a backend. It makes requests up from what the routes say they match
 * and keeps the first that the route table sends to a rule with that backend.
 */
public final class ChatAddresses {
    private static final String SUFFIX = "/v1/chat/completions";

    private final Compilation compilation;
    private final String listenerHost;

    /** @param listenerHost the address on which listeners are reached from this machine, IPv6 in brackets */
    public ChatAddresses(Compilation compilation, String listenerHost) {
        this.compilation = compilation;
        this.listenerHost = listenerHost;
    }

    /** The rules that send requests to a backend, those that send all of them first. */
    public List<RouteRule> rules(Set<Backend> backends) {
        return compilation.snapshot().rules().values().stream()
                .filter(rule -> share(rule, backends) > 0)
                .sorted(Comparator.comparingDouble((RouteRule rule) -> -share(rule, backends))
                        .thenComparing(rule -> rule.route().qualifiedName())
                        .thenComparing(RouteRule::index))
                .toList();
    }

    /** An address from which a rule takes chats; empty when it takes none, or on no plaintext listener. */
    public Optional<ChatAddress> through(RouteRule rule) {
        RouteManifest manifest = RouteManifest.of(compilation, rule.route());
        return plaintextListeners()
                .flatMap(listener -> hosts(listener, manifest).flatMap(host -> manifest.matches(rule.index()).stream()
                        .map(match -> probe(listener, host, match, rule))))
                .filter(probe -> compilation
                        .snapshot()
                        .routes()
                        .match(probe)
                        .map(RuleMatch::rule)
                        .filter(found -> found.id().equals(rule.id()))
                        .isPresent())
                .flatMap(probe -> address(probe).stream())
                .findFirst();
    }

    private static double share(RouteRule rule, Set<Backend> backends) {
        if (rule.filters().stream().anyMatch(Filter.Redirect.class::isInstance)) {
            return 0;
        }
        int all = rule.backends().stream().mapToInt(BackendRef::weight).sum();
        int meant = rule.backends().stream()
                .filter(ref -> backends.contains(ref.backend()))
                .mapToInt(BackendRef::weight)
                .sum();
        return all == 0 ? 0 : (double) meant / all;
    }

    private Stream<Listener> plaintextListeners() {
        return compilation.snapshot().listeners().stream()
                .filter(listener -> listener.certificates().isEmpty());
    }

    /** Hostnames to try; a wildcard stands for any one name below it. */
    private Stream<String> hosts(Listener listener, RouteManifest manifest) {
        Stream<String> wanted = Stream.concat(manifest.hostnames().stream(), listener.hostname().stream());
        return Stream.concat(wanted.map(host -> host.replace("*", "chat")), Stream.of(listenerHost));
    }

    private static Probe probe(Listener listener, String host, RouteMatch match, RouteRule rule) {
        return new Probe(listener.port(), host, path(match, rule), query(match), headers(match));
    }

    private static String path(RouteMatch match, RouteRule rule) {
        if (match.pathType().equals("Exact")) {
            return match.path();
        }
        if (!match.pathType().equals("PathPrefix")) {
            return SUFFIX;
        }
        String prefix = withoutSlash(match.path());
        String rewritten = rule.filters().stream()
                .flatMap(filter ->
                        filter instanceof Filter.ReplacePrefix replace ? Stream.of(replace.replacement()) : Stream.of())
                .map(ChatAddresses::withoutSlash)
                .findFirst()
                .orElse(prefix);
        return prefix + missing(rewritten);
    }

    /** What of the usual path is still missing after a base that may hold some of it already. */
    private static String missing(String base) {
        for (int cut = SUFFIX.length(); cut > 0; cut = SUFFIX.lastIndexOf('/', cut - 1)) {
            if (base.endsWith(SUFFIX.substring(0, cut))) {
                return SUFFIX.substring(cut);
            }
        }
        return SUFFIX;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String query(RouteMatch match) {
        return match.query().stream()
                .filter(RouteMatch.Field::exact)
                .map(field -> field.name() + "=" + field.value())
                .collect(Collectors.joining("&"));
    }

    private static List<HeaderField> headers(RouteMatch match) {
        return match.headers().stream()
                .filter(RouteMatch.Field::exact)
                .map(field -> HeaderField.of(field.name(), field.value()))
                .toList();
    }

    private Optional<ChatAddress> address(Probe probe) {
        String query = probe.query.isEmpty() ? "" : "?" + probe.query;
        try {
            URI uri = new URI("http://" + probe.host + ":" + probe.listenerPort + probe.path + query);
            return Optional.of(new ChatAddress(uri, listenerHost, probe.fields));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A request that a chat might send. */
    private record Probe(int listenerPort, String host, String path, String query, List<HeaderField> fields)
            implements RequestHead {
        @Override
        public String method() {
            return "POST";
        }

        @Override
        public Headers headers() {
            return Headers.of(fields);
        }
    }
}
