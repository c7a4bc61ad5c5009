package io.camelid.config.internal.match;

import io.camelid.config.snapshot.RequestHead;
import java.util.List;
import java.util.Optional;

/** An {@code HTTPRouteMatch}: conditions that must all hold. */
public record Match(PathMatch path, Optional<String> method, List<ValueMatch> headers, List<ValueMatch> query) {
    /** What a rule without matches has. */
    public static final Match ANYTHING = new Match(new PathMatch.Prefix(""), Optional.empty(), List.of(), List.of());

    public Match {
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /** Whether all conditions but the path's hold. */
    boolean fitsBesidesPath(RequestHead request) {
        if (method.isPresent() && !method.get().equals(request.method())) {
            return false;
        }
        for (int index = 0; index < headers.size(); index++) {
            ValueMatch header = headers.get(index);
            Optional<String> value = request.headers().first(header.name());
            if (value.isEmpty() || !header.value().fits(value.get())) {
                return false;
            }
        }
        for (int index = 0; index < query.size(); index++) {
            ValueMatch parameter = query.get(index);
            String value = Query.first(request.query(), parameter.name());
            if (value == null || !parameter.value().fits(value)) {
                return false;
            }
        }
        return true;
    }
}
