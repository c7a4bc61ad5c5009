package io.camelid.config.internal.match;

import io.camelid.config.snapshot.Consideration;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RuleMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Says of the entries of a table why they do or do not fit a request, in words. */
final class Considerations {
    /**
     * An entry, and how near it came.
     *
     * @param elsewhere whether its path is another
     * @param distance how much keeps it
     * @param shared how far its path goes along with the request's
     */
    private record Weighed(Consideration consideration, boolean elsewhere, int distance, int shared) {}

    private final RequestHead request;
    private final String host;
    private final Optional<String> listener;
    private final Optional<RuleMatch> found;

    /**
     * @param host normalised
     * @param listener the hostname of the listeners that the request belongs to
     */
    Considerations(RequestHead request, String host, Optional<String> listener, Optional<RuleMatch> found) {
        this.request = request;
        this.host = host;
        this.listener = listener;
        this.found = found;
    }

    /**
     * @param entries in order of precedence
     */
    List<Consideration> of(List<TableEntry> entries, int most) {
        List<Consideration> considerations = new ArrayList<>();
        List<Weighed> others = new ArrayList<>();
        for (TableEntry entry : entries) {
            if (entry.listener().port() != request.listenerPort()) {
                continue;
            }
            List<String> obstacles = obstacles(entry);
            boolean fits = obstacles.isEmpty();
            boolean isIt = fits
                    && considerations.isEmpty()
                    && found.map(match -> match.rule().equals(entry.rule())).orElse(false);
            if (isIt) {
                considerations.add(new Consideration(entry.rule(), said(entry), List.of()));
            } else if (!fits
                    || found.map(match -> !match.rule().equals(entry.rule())).orElse(true)) {
                boolean elsewhere = !fitsPath(entry.match().path());
                int shared = shared(entry.match().path());
                if (!elsewhere || shared > 1) {
                    Consideration consideration =
                            new Consideration(entry.rule(), said(entry), fits ? List.of(behind()) : obstacles);
                    others.add(new Weighed(consideration, elsewhere, obstacles.size(), shared));
                }
            }
        }
        others.stream()
                .sorted(Comparator.comparing(Weighed::elsewhere)
                        .thenComparing(Weighed::distance)
                        .thenComparing(Weighed::shared, Comparator.reverseOrder()))
                .limit(most)
                .forEach(weighed -> considerations.add(weighed.consideration()));
        return considerations;
    }

    private String behind() {
        return found.map(match ->
                        "rule " + match.rule().index() + " of " + match.rule().route() + " comes first")
                .orElse("the path has a dot segment, which is not let through");
    }

    private List<String> obstacles(TableEntry entry) {
        List<String> obstacles = new ArrayList<>();
        String wanted = entry.listener().hostname().orElse("");
        if (!Optional.of(wanted).equals(listener)) {
            obstacles.add("it is on listener " + entry.listener().name() + (wanted.isEmpty() ? "" : " for " + wanted)
                    + listener.filter(name -> !name.isEmpty())
                            .map(name -> ", and the host belongs to the one for " + name)
                            .orElse(", which does not take the host"));
        } else if (!entry.hostnames().isEmpty() && entry.hostnames().stream().noneMatch(this::fitsHost)) {
            obstacles.add("the host is not " + String.join(" or ", entry.hostnames()));
        }
        Match match = entry.match();
        if (!fitsPath(match.path())) {
            obstacles.add("the path is not " + said(match.path()));
        }
        match.method()
                .filter(method -> !method.equals(request.method()))
                .ifPresent(method -> obstacles.add("the method is not " + method));
        for (ValueMatch header : match.headers()) {
            unfit("header", header, request.headers().first(header.name())).ifPresent(obstacles::add);
        }
        for (ValueMatch parameter : match.query()) {
            unfit("query parameter", parameter, Optional.ofNullable(Query.first(request.query(), parameter.name())))
                    .ifPresent(obstacles::add);
        }
        return obstacles;
    }

    private static Optional<String> unfit(String what, ValueMatch wanted, Optional<String> given) {
        if (given.isEmpty()) {
            return Optional.of("there is no " + what + " " + wanted.name());
        }
        return wanted.value().fits(given.get())
                ? Optional.empty()
                : Optional.of(what + " " + wanted.name() + " is not " + said(wanted.value()));
    }

    private boolean fitsHost(String hostname) {
        return hostname.startsWith("*.")
                ? host.endsWith(hostname.substring(1)) && host.length() >= hostname.length()
                : hostname.equals(host);
    }

    private boolean fitsPath(PathMatch match) {
        String path = request.path();
        if (match instanceof PathMatch.Exact exact) {
            return exact.path().equals(path);
        }
        if (match instanceof PathMatch.Prefix prefix) {
            return path.equals(prefix.path()) || path.startsWith(prefix.path() + "/");
        }
        return ((PathMatch.Regex) match).pattern().matches(path);
    }

    /** How many characters a path that is wanted and the one that is asked for have in common. */
    private int shared(PathMatch match) {
        String wanted = match instanceof PathMatch.Exact exact
                ? exact.path()
                : match instanceof PathMatch.Prefix prefix ? prefix.path() : "";
        int most = Math.min(wanted.length(), request.path().length());
        int shared = 0;
        while (shared < most && wanted.charAt(shared) == request.path().charAt(shared)) {
            shared++;
        }
        return shared;
    }

    private static String said(TableEntry entry) {
        StringJoiner words = new StringJoiner(", ");
        if (!entry.hostnames().isEmpty()) {
            words.add("host " + String.join(" or ", entry.hostnames()));
        }
        Match match = entry.match();
        words.add(said(match.path()));
        match.method().ifPresent(method -> words.add("method " + method));
        match.headers().forEach(header -> words.add("header " + header.name() + " = " + said(header.value())));
        match.query().forEach(one -> words.add("query parameter " + one.name() + " = " + said(one.value())));
        return words.toString();
    }

    private static String said(PathMatch match) {
        if (match instanceof PathMatch.Exact exact) {
            return "Exact " + exact.path();
        }
        if (match instanceof PathMatch.Prefix prefix) {
            return "PathPrefix " + (prefix.path().isEmpty() ? "/" : prefix.path());
        }
        return "RegularExpression " + ((PathMatch.Regex) match).pattern().pattern();
    }

    private static String said(TextMatch match) {
        return match instanceof TextMatch.Exact exact
                ? "\"" + exact.value() + "\""
                : "RegularExpression " + ((TextMatch.Regex) match).pattern().pattern();
    }
}
