package io.camelid.config.internal.match;

import io.camelid.config.snapshot.Consideration;
import io.camelid.config.snapshot.Listener;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RouteTable;
import io.camelid.config.snapshot.RuleMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The Gateway API's matching as look-ups: port, listener by hostname, route by hostname, path, and
 * then the few candidates that are left. Ten thousand rules cost what ten do.
 *
 * <p>A request belongs to the listeners of its port with the most specific hostname that fits, and to
 * no others (the specification's <em>listener isolation</em>).
 *
 * <p>Paths are compared as sent. Percent-encoding is not undone: {@code /a%2Fb} has one segment, and
 * {@code /%61} is not {@code /a}. A path with a dot segment, percent-encoded or not, fits no rule: to
 * the server behind it might be another path than the one that was matched.
 */
public final class IndexedRouteTable implements RouteTable {
    private final int[] ports;
    private final List<HostTable<HostTable<PathTable>>> tables = new ArrayList<>();
    /** In order of precedence. */
    private final List<TableEntry> ranked;

    private final List<Listener> listeners;

    /**
     * @param listeners all that are open, those without routes included
     */
    public IndexedRouteTable(List<Listener> listeners, List<TableEntry> entries) {
        Map<Integer, Map<String, Map<String, List<Candidate>>>> candidates = new HashMap<>();
        for (Listener listener : listeners) {
            hosts(candidates, listener);
        }
        this.listeners = List.copyOf(listeners);
        ranked = entries.stream().sorted(Choice.precedence()).toList();
        for (int rank = 0; rank < ranked.size(); rank++) {
            TableEntry entry = ranked.get(rank);
            Candidate candidate = Candidate.of(rank, entry);
            Map<String, List<Candidate>> byHostname = hosts(candidates, entry.listener());
            for (String hostname : entry.hostnames().isEmpty() ? List.of("") : entry.hostnames()) {
                byHostname.computeIfAbsent(hostname, first -> new ArrayList<>()).add(candidate);
            }
        }
        ports = candidates.keySet().stream().mapToInt(Integer::intValue).toArray();
        for (int port : ports) {
            tables.add(new HostTable<>(
                    mapped(candidates.get(port), hosts -> new HostTable<>(mapped(hosts, PathTable::new)))));
        }
    }

    private static Map<String, List<Candidate>> hosts(
            Map<Integer, Map<String, Map<String, List<Candidate>>>> candidates, Listener listener) {
        return candidates
                .computeIfAbsent(listener.port(), port -> new HashMap<>())
                .computeIfAbsent(listener.hostname().orElse(""), hostname -> new HashMap<>());
    }

    private static <A, B> Map<String, B> mapped(Map<String, A> values, Function<A, B> mapping) {
        Map<String, B> mapped = new HashMap<>();
        values.forEach((key, value) -> mapped.put(key, mapping.apply(value)));
        return mapped;
    }

    @Override
    public Optional<RuleMatch> match(RequestHead request) {
        String path = request.path();
        HostTable<HostTable<PathTable>> table = table(request.listenerPort());
        if (table == null || !path.startsWith("/") || hasDotSegment(path)) {
            return Optional.empty();
        }
        String host = normalised(request.host());
        HostTable<PathTable> listener = table.first(host, Function.identity());
        if (listener == null) {
            return Optional.empty();
        }
        Candidate found = listener.first(host, paths -> paths.first(path, request));
        return found == null ? Optional.empty() : found.result();
    }

    @Override
    public List<Consideration> consider(RequestHead request, int most) {
        String host = normalised(request.host());
        Map<String, String> hostnames = listeners.stream()
                .filter(listener -> listener.port() == request.listenerPort())
                .map(listener -> listener.hostname().orElse(""))
                .distinct()
                .collect(Collectors.toMap(Function.identity(), Function.identity()));
        Optional<String> listener = Optional.ofNullable(new HostTable<>(hostnames).first(host, Function.identity()));
        return new Considerations(request, host, listener, match(request)).of(ranked, most);
    }

    private HostTable<HostTable<PathTable>> table(int port) {
        for (int index = 0; index < ports.length; index++) {
            if (ports[index] == port) {
                return tables.get(index);
            }
        }
        return null;
    }

    private static String normalised(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return name.toLowerCase(Locale.ROOT); // the same object when there is nothing to change
    }

    private static boolean hasDotSegment(String path) {
        for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
            int at = slash + 1;
            int dots = 0;
            for (int length; (length = dot(path, at)) > 0; at += length) {
                dots++;
            }
            if ((dots == 1 || dots == 2) && (at == path.length() || path.charAt(at) == '/')) {
                return true;
            }
        }
        return false;
    }

    /** How many characters write a dot at this place: {@code .}, {@code %2e}, or none. */
    private static int dot(String path, int at) {
        if (at < path.length() && path.charAt(at) == '.') {
            return 1;
        }
        return path.regionMatches(true, at, "%2e", 0, 3) ? 3 : 0;
    }
}
