package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Filter;
import io.camelid.gateway.Answer;
import io.camelid.gateway.ClientRequest;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.HeaderField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What filters make of one request: its path and header fields, those of its answer, copies, or the answer itself. The
 * filters of one list apply whatever their order; copies are of what the whole list has made of the request.
 */
final class FilterEffects {
    /**
     * A copy that may be sent.
     *
     * @param effects on the copy
     */
    record Copy(Filter.Mirror mirror, FilterEffects effects) {}

    private final ClientRequest request;
    private final String matchedPrefix;
    private String path;
    private String prefix;
    private HeaderChanges requestChanges = HeaderChanges.NONE;
    private HeaderChanges responseChanges = HeaderChanges.NONE;
    private List<Copy> copies = List.of();
    private Answer answer;

    /** @param matchedPrefix the path prefix by which the rule fitted; empty text when there is none */
    FilterEffects(ClientRequest request, String matchedPrefix) {
        this.request = request;
        this.matchedPrefix = matchedPrefix;
        this.path = request.path();
        this.prefix = matchedPrefix;
    }

    /** Applies filters; false when one of them has answered, so that nothing else is to happen. */
    boolean apply(List<Filter> filters) {
        for (Filter filter : filters) {
            // Before all others: a browser takes no redirect, and nothing but a CORS answer, for a preflight.
            if (filter instanceof Filter.Cors cors && Cors.isPreflight(request)) {
                answer = Cors.preflight(cors, request.headers());
                return false;
            }
        }
        for (Filter filter : filters) {
            apply(filter);
        }
        if (answer == null) {
            copy(filters);
        }
        return answer == null;
    }

    private void apply(Filter filter) {
        if (filter instanceof Filter.RequestHeaders change) {
            requestChanges = requestChanges.then(new HeaderChanges(change.set(), change.add(), change.remove()));
        } else if (filter instanceof Filter.ResponseHeaders change) {
            responseChanges = responseChanges.then(new HeaderChanges(change.set(), change.add(), change.remove()));
        } else if (filter instanceof Filter.ReplaceHost host) {
            requestChanges = requestChanges.then(HeaderChanges.setting(List.of(HeaderField.of("Host", host.host()))));
        } else if (filter instanceof Filter.Redirect redirect) {
            answer = Redirects.answer(redirect, request, matchedPrefix);
        } else if (filter instanceof Filter.Cors cors) {
            responseChanges = responseChanges.then(Cors.answer(cors, request.headers()));
        } else if (!(filter instanceof Filter.Mirror)) {
            path = PathRewrite.apply(filter, request.path(), matchedPrefix);
            prefix = "";
        }
    }

    private void copy(List<Filter> filters) {
        for (Filter filter : filters) {
            if (filter instanceof Filter.Mirror mirror) {
                List<Copy> more = new ArrayList<>(copies);
                more.add(new Copy(mirror, on(request)));
                copies = more;
            }
        }
    }

    /** The same changes to a copy of the request, whose answer is its own. */
    FilterEffects on(ClientRequest copy) {
        FilterEffects effects = new FilterEffects(copy, matchedPrefix);
        effects.path = path;
        effects.prefix = prefix;
        effects.requestChanges = requestChanges;
        return effects;
    }

    /** The path, rewritten; never empty. */
    String path() {
        return path;
    }

    /** The prefix that fitted and is still on the path; empty text when a rewrite has dealt with it. */
    String prefix() {
        return prefix;
    }

    HeaderChanges requestChanges() {
        return requestChanges;
    }

    HeaderChanges responseChanges() {
        return responseChanges;
    }

    /** Every copy that filters may send, whatever its share of requests. */
    List<Copy> copies() {
        return copies;
    }

    /** What a filter answered. */
    Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }
}
