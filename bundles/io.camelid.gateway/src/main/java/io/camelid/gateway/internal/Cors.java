package io.camelid.gateway.internal;

import io.camelid.config.snapshot.Filter;
import io.camelid.config.snapshot.RequestHead;
import io.camelid.config.snapshot.RouteRule;
import io.camelid.gateway.Answer;
import io.camelid.gateway.HeaderChanges;
import io.camelid.spi.HeaderField;
import io.camelid.spi.Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The CORS protocol (Fetch standard, "CORS protocol"), as the Gateway API's filter has a gateway speak it. */
final class Cors {
    private static final String ANY = "*";
    private static final String ORIGIN = "Origin";
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String REQUEST_HEADERS = "Access-Control-Request-Headers";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
    private static final String ALLOW_METHODS = "Access-Control-Allow-Methods";
    private static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";
    private static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";
    private static final String MAX_AGE = "Access-Control-Max-Age";
    private static final List<String> FIELDS =
            List.of(ALLOW_ORIGIN, ALLOW_CREDENTIALS, ALLOW_METHODS, ALLOW_HEADERS, EXPOSE_HEADERS, MAX_AGE);
    private static final HeaderField VARY = HeaderField.of("Vary", ORIGIN);
    private static final int OK = 200;

    private Cors() {}

    /** Whether a browser asks if it may send another request. */
    static boolean isPreflight(RequestHead request) {
        return request.method().equals("OPTIONS")
                && request.headers().first(ORIGIN).isPresent()
                && request.headers().first(REQUEST_METHOD).isPresent();
    }

    /** The request that a preflight announces, as far as it is known. */
    static RequestHead announced(RequestHead preflight) {
        return new Announced(
                preflight,
                preflight.headers().first(REQUEST_METHOD).orElseThrow().trim());
    }

    /** Whether a rule answers every preflight itself. */
    static boolean answersPreflights(RouteRule rule) {
        return has(rule.filters())
                || !rule.backends().isEmpty() && rule.backends().stream().allMatch(backend -> has(backend.filters()));
    }

    private static boolean has(List<Filter> filters) {
        return filters.stream().anyMatch(Filter.Cors.class::isInstance);
    }

    /** The answer to a preflight. To an origin that is not allowed it says nothing, which browsers take for a no. */
    static Answer preflight(Filter.Cors cors, Headers request) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(VARY);
        if (isAllowed(cors, request)) {
            fields.addAll(sharing(cors, request));
            listed(cors.allowMethods(), request.first(REQUEST_METHOD))
                    .ifPresent(methods -> fields.add(HeaderField.of(ALLOW_METHODS, methods)));
            listed(cors.allowHeaders(), request.first(REQUEST_HEADERS))
                    .ifPresent(headers -> fields.add(HeaderField.of(ALLOW_HEADERS, headers)));
            fields.add(HeaderField.of(MAX_AGE, Integer.toString(cors.maxAge())));
        }
        return new Answer(OK, fields, ByteBuffer.allocate(0));
    }

    /** What an answer to any other request says instead of what the upstream may have said. */
    static HeaderChanges answer(Filter.Cors cors, Headers request) {
        List<HeaderField> sharing = isAllowed(cors, request) ? sharing(cors, request) : List.of();
        List<String> others = FIELDS.stream()
                .filter(name -> sharing.stream().noneMatch(field -> field.name().equals(name)))
                .toList();
        return new HeaderChanges(sharing, List.of(VARY), others);
    }

    private static boolean isAllowed(Filter.Cors cors, Headers request) {
        return request.first(ORIGIN)
                .filter(origin -> cors.allowOrigins().stream().anyMatch(pattern -> pattern.matches(origin)))
                .isPresent();
    }

    /** The origin is always echoed: a {@code *} would not do for requests with credentials, which need not say so. */
    private static List<HeaderField> sharing(Filter.Cors cors, Headers request) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(HeaderField.of(ALLOW_ORIGIN, request.first(ORIGIN).orElseThrow()));
        if (cors.allowCredentials()) {
            fields.add(HeaderField.of(ALLOW_CREDENTIALS, "true"));
        }
        exposed(cors).ifPresent(names -> fields.add(HeaderField.of(EXPOSE_HEADERS, names)));
        return fields;
    }

    /** A {@code *} means any header to browsers only where no credentials are allowed. */
    private static Optional<String> exposed(Filter.Cors cors) {
        List<String> names = cors.allowCredentials()
                ? cors.exposeHeaders().stream()
                        .filter(name -> !name.equals(ANY))
                        .toList()
                : cors.exposeHeaders();
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    /** What is allowed; where that is anything, what is asked for. */
    private static Optional<String> listed(List<String> allowed, Optional<String> asked) {
        if (allowed.contains(ANY)) {
            return asked;
        }
        return allowed.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", allowed));
    }

    /** The preflight's own place, under the other method. */
    private record Announced(RequestHead preflight, String method) implements RequestHead {
        @Override
        public int listenerPort() {
            return preflight.listenerPort();
        }

        @Override
        public String host() {
            return preflight.host();
        }

        @Override
        public String path() {
            return preflight.path();
        }

        @Override
        public String query() {
            return preflight.query();
        }

        @Override
        public Headers headers() {
            return preflight.headers();
        }
    }
}
