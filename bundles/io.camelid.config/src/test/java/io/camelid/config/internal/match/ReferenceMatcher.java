package io.camelid.config.internal.match;

import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RouteTable;
import io.camelid.config.snapshot.RuleMatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The Gateway API's rules of precedence, written down one after the other and tried on every entry. Slow. */
final class ReferenceMatcher implements RouteTable {
    private final List<Listener> listeners;
    private final List<TableEntry> entries;

    ReferenceMatcher(List<Listener> listeners, List<TableEntry> entries) {
        this.listeners = listeners;
        this.entries = entries;
    }

    /** An entry with the hostname by which it fits. */
    private record Fit(TableEntry entry, String hostname) {}

    @Override
    public Optional<RuleMatch> match(RequestHead request) {
        String host = request.host().toLowerCase(Locale.ROOT);
        Optional<String> listenerHost = listeners.stream()
                .filter(listener -> listener.port() == request.listenerPort())
                .map(listener -> listener.hostname().orElse(""))
                .filter(hostname -> fitsHost(hostname, host))
                .min(bySpecificity());
        if (listenerHost.isEmpty()) {
            return Optional.empty();
        }
        Comparator<Fit> precedence = Comparator.comparing(Fit::hostname, bySpecificity())
                .thenComparing(fit -> fit.entry().match().path() instanceof PathMatch.Exact ? 0 : 1)
                .thenComparing(fit -> fit.entry().match().path() instanceof PathMatch.Prefix ? 0 : 1)
                .thenComparing(fit -> -fit.entry().match().path().length())
                .thenComparing(fit -> fit.entry().match().method().isPresent() ? 0 : 1)
                .thenComparing(fit -> -fit.entry().match().headers().size())
                .thenComparing(fit -> -fit.entry().match().query().size())
                .thenComparing(fit -> fit.entry().created())
                .thenComparing(fit -> fit.entry().rule().route().namespace())
                .thenComparing(fit -> fit.entry().rule().route().name())
                .thenComparing(fit -> fit.entry().rule().index());
        return entries.stream()
                .filter(entry -> entry.listener().port() == request.listenerPort())
                .filter(entry -> entry.listener().hostname().orElse("").equals(listenerHost.get()))
                .flatMap(entry -> (entry.hostnames().isEmpty() ? List.of("") : entry.hostnames())
                        .stream()
                                .filter(hostname -> fitsHost(hostname, host))
                                .map(hostname -> new Fit(entry, hostname)))
                .filter(fit -> fits(fit.entry().match(), request))
                .min(precedence)
                .map(fit -> new RuleMatch(
                        fit.entry().rule(),
                        fit.entry().listener(),
                        fit.entry().match().path() instanceof PathMatch.Prefix prefix ? prefix.path() : ""));
    }

    /** Exact ones first, then the longest wildcards, then any. */
    private static Comparator<String> bySpecificity() {
        return Comparator.<String, Integer>comparing(
                        hostname -> hostname.isEmpty() ? 2 : hostname.startsWith("*") ? 1 : 0)
                .thenComparing(hostname -> -hostname.length());
    }

    private static boolean fitsHost(String hostname, String host) {
        return hostname.isEmpty()
                || hostname.equals(host)
                || hostname.startsWith("*.") && host.endsWith(hostname.substring(1)) && !host.startsWith(".");
    }

    private static boolean fits(Match match, RequestHead request) {
        return fitsPath(match.path(), request.path())
                && match.method().map(request.method()::equals).orElse(true)
                && match.headers().stream().allMatch(header -> request.headers()
                        .first(header.name())
                        .map(header.value()::fits)
                        .orElse(false))
                && match.query().stream()
                        .allMatch(parameter -> Arrays.stream(request.query().split("&"))
                                .filter(part -> part.split("=", 2)[0].equals(parameter.name()))
                                .findFirst()
                                .map(part -> parameter.value().fits(part.split("=", 2)[1]))
                                .orElse(false));
    }

    private static boolean fitsPath(PathMatch match, String path) {
        if (match instanceof PathMatch.Exact exact) {
            return exact.path().equals(path);
        }
        if (match instanceof PathMatch.Regex regex) {
            return regex.pattern().matches(path);
        }
        List<String> wanted = segments(((PathMatch.Prefix) match).path());
        List<String> given = segments(path);
        return given.size() >= wanted.size() && given.subList(0, wanted.size()).equals(wanted);
    }

    private static List<String> segments(String path) {
        List<String> parts = Arrays.asList(path.split("/", -1));
        return parts.subList(1, parts.size());
    }
}
