package io.camelid.provider.custom.internal;

import io.camelid.spi.FormatId;
import io.camelid.spi.LlmException;
import io.camelid.spi.Operation;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a host says it speaks, the preferred first, and where each is if not at its usual path. */
final class DeclaredApis {
    private static final int MOST = 6;

    private final Map<Api, Optional<String>> paths;

    private DeclaredApis(Map<Api, Optional<String>> paths) {
        this.paths = Collections.unmodifiableMap(paths);
    }

    /** @param setting {@code formats} of a manifest: a list of {@code {type, path?}} */
    static DeclaredApis of(Object setting) throws LlmException {
        if (!(setting instanceof List<?> items) || items.isEmpty() || items.size() > MOST) {
            throw CustomProvider.refusal("formats must have 1 to " + MOST + " items");
        }
        Map<Api, Optional<String>> paths = new LinkedHashMap<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> members)) {
                throw CustomProvider.refusal("formats must hold objects with a type");
            }
            Optional<Api> api = Api.of(members.get("type"));
            if (api.isEmpty()) {
                throw CustomProvider.refusal("formats: type must be one of "
                        + Arrays.stream(Api.values()).map(Api::type).collect(Collectors.joining(", ")));
            }
            if (paths.putIfAbsent(api.get(), path(members.get("path"))) != null) {
                throw CustomProvider.refusal("formats: " + api.get().type() + " is declared twice");
            }
        }
        if (paths.keySet().equals(Set.of(Api.REALTIME))) {
            throw CustomProvider.refusal(
                    "formats: Realtime is a WebSocket, which is not supported; declare another format");
        }
        return new DeclaredApis(paths);
    }

    private static Optional<String> path(Object path) throws LlmException {
        if (path == null || path instanceof String text && text.isBlank()) {
            return Optional.empty();
        }
        if (!(path instanceof String text)
                || !text.startsWith("/")
                || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw CustomProvider.refusal("formats: path must start with /");
        }
        return Optional.of(text);
    }

    boolean havePaths() {
        return paths.values().stream().anyMatch(Optional::isPresent);
    }

    List<FormatId> formats(Operation operation) {
        return operation == Operation.OTHER
                ? List.of()
                : paths.keySet().stream()
                        .filter(api -> api.operation() == operation)
                        .map(Api::format)
                        .toList();
    }

    Optional<Api> find(FormatId format) {
        return paths.keySet().stream()
                .filter(api -> api.format().equals(format))
                .findFirst();
    }

    /** A declared API's own path, if the manifest gives it one. */
    Optional<String> path(Api api) {
        return paths.get(api);
    }
}
