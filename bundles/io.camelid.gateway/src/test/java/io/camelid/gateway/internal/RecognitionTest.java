package io.camelid.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.camelid.config.snapshot.TargetGroup;
import io.camelid.spi.Headers;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecognitionTest {
    private static final Recognition OPAQUE_AT_FILES = new Recognition(RouteType.OPAQUE, "/openai/v1/files", true);

    private final FormatTable formats = new FormatTable(List.copyOf(ToyFormat.ALL));

    @ParameterizedTest
    @CsvSource({
        // The path names an API, with or without the route's prefix before it.
        "POST, /v1/chat/completions,        '',      Completions, /v1/chat/completions, true",
        "POST, /openai/v1/chat/completions, /openai, Completions, /v1/chat/completions, true",
        "POST, /anthropic/v1/messages,      /anthropic, Messages, /v1/messages,         true",
        "GET,  /ollama/v1/models,           /ollama, Models,      /v1/models,           true",
        "GET,  /ollama/v1/models/llama,     /ollama, Models,      /v1/models/llama,     true",
        "POST, /team/a/v1/messages,         '',      Messages,    /team/a/v1/messages,  true",
        // The route's prefix is part of the API's own path.
        "POST, /v1/messages,                /v1,     Messages,    /v1/messages,         true",
        "POST, /v1/chat/completions,        /v1/chat, Completions, /v1/chat/completions, true",
        "POST, /openai/v1/messages,         /openai/v1, Messages, /v1/messages,         true",
        "POST, /openai/v1/messages,         /openai/v1/messages, Messages, /v1/messages, true",
        "GET,  /openai/v1/models/gpt,       /openai/v1, Models,   /v1/models/gpt,       true",
        "POST, /openai/team/v1/messages,    /openai, Messages,    /team/v1/messages,    true",
        // The path names nothing but the route.
        "POST, /openai,                     /openai, Completions, /openai,              false",
        "POST, /openai/,                    /openai, Completions, /openai/,             false",
        "POST, /,                           '',      Completions, /,                    false",
    })
    void understands(String method, String path, String prefix, String routeType, String own, boolean named)
            throws LlmException {
        Recognition recognised = recognise(Map.of(), method, path, prefix);

        assertEquals(new Recognition(spoken(routeType), own, named), recognised);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /openai,                     /openai",
        "POST,   /openai/v1/files,            /openai",
        "GET,    /v1/chat/completions,        ''",
        "DELETE, /v1/models/ft-1,             ''",
        "POST,   /exact,                      ''",
    })
    void sendsOnWhatItDoesNotUnderstand(String method, String path, String prefix) throws LlmException {
        assertEquals(new Recognition(RouteType.OPAQUE, path, true), recognise(Map.of(), method, path, prefix));
    }

    @Test
    void theManifestsRoutesDecide() throws LlmException {
        Map<String, String> routes =
                routes("/v1/chat/completions", "Messages", "/special", "legacy", "*", "Passthrough");

        assertEquals(
                new Recognition(spoken("Messages"), "/v1/chat/completions", false),
                recognise(routes, "POST", "/openai/v1/chat/completions", "/openai"),
                "a path that names another API must not be kept");
        assertEquals(
                new Recognition(spoken("Legacy"), "/openai/special", false),
                recognise(routes, "POST", "/openai/special", "/openai"));
        assertEquals(OPAQUE_AT_FILES, recognise(routes, "POST", "/openai/v1/files", "/openai"));
    }

    @Test
    void aDeclaredTypeHasAnyMethod() throws LlmException {
        assertEquals(
                new Recognition(spoken("Completions"), "/v1/chat/completions", true),
                recognise(routes("*", "Completions"), "PUT", "/v1/chat/completions", ""));
    }

    @ParameterizedTest
    @CsvSource({"Passthrough", "passthrough", "Detect", "detect"})
    void passthroughLeavesThePath(String routeType) throws LlmException {
        assertEquals(
                new Recognition(RouteType.OPAQUE, "/openai/v1/chat/completions", true),
                recognise(routes("*", routeType), "POST", "/openai/v1/chat/completions", "/openai"));
    }

    @Test
    void aTypeThatNobodySpeaksIsUnavailable() {
        LlmError error = assertThrows(
                        LlmException.class, () -> recognise(routes("*", "Realtime"), "POST", "/v1/realtime", ""))
                .error();

        assertEquals(503, error.status());
        assertEquals("format_not_installed", error.code());
        assertEquals(
                "Backend ai/chat routes /v1/realtime as Realtime, and no such format is installed", error.message());
    }

    @Test
    void withoutCompletionsNothingIsGuessed() throws LlmException {
        Recognition recognised =
                Recognition.of(new FormatTable(List.of()), Scene.group(), "POST", Headers.none(), "/openai", "/openai");

        assertEquals(new Recognition(RouteType.OPAQUE, "/openai", true), recognised);
    }

    private Recognition recognise(Map<String, String> routes, String method, String path, String prefix)
            throws LlmException {
        TargetGroup group = new TargetGroup(List.of(ToyTarget.simple().named("a")));
        return Recognition.of(formats, Scene.llm(routes, List.of(group)), method, Headers.none(), path, prefix);
    }

    private RouteType spoken(String routeType) {
        return new RouteType.Spoken(formats.byRouteType(routeType).orElseThrow());
    }

    /** By suffix and type in turn, in this order. */
    private static Map<String, String> routes(String... pairs) {
        Map<String, String> routes = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            routes.put(pairs[i], pairs[i + 1]);
        }
        return routes;
    }
}
